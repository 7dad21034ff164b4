import type { Pair } from '#kernel/declare/words';

/** What the pages say with which staff let customers in. */
export const linkWords = {
  portalTab: ['门户链接', 'Portal link'],
  linksTab: ['调查链接', 'Survey links'],
  labelsTab: ['包装标识', 'Package labels'],
  portalTitle: ['自助门户登录链接', 'Link to the portal'],
  portalText: [
    '链接只显示这一次，客户登录一次后失效。请通过聊天软件或短信直接发给本人。',
    'The link is shown this once and signs the person in once. Send it to them directly, by chat or text message.',
  ],
  make: ['制作链接', 'Make a link'],
  again: ['再做一个', 'Make another'],
  copy: ['复制', 'Copy'],
  copied: ['已复制', 'Copied'],
  good: (days: number): Pair => [`${days} 天内有效`, `Good for ${days} days`],
  surveyTitle: ['单次调查链接', 'Links to the survey'],
  surveyText: [
    '每个链接只能提交一次答复，答复不记名。可打印或群发；要发给指定联系人，请用“发送调查链接”。',
    'Each link takes one answer, from whoever holds it. To write to named contact persons, use “Send links”.',
  ],
  count: ['数量（1–200）', 'How many (1–200)'],
  makeMany: ['制作链接', 'Make links'],
  copyAll: ['全部复制', 'Copy all'],
  labelsTitle: ['包装标识', 'Package labels'],
  labelsText: ['扫描二维码可查看产品信息，并可投诉。', 'The code leads to the product’s page, and from there to a complaint.'],
  noLabels: ['这次交付还没有包装标识。', 'This delivery has no labels yet.'],
  noCode: ['没有对应产品，无二维码', 'No product of the catalogue, no code'],
  print: ['打印', 'Print'],
  quantity: ['数量', 'Quantity'],
  productionDate: ['生产日期', 'Made on'],
} as const;
