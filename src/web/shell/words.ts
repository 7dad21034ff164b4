import type { Pair } from '#kernel/declare/words';

/** What the shell says: navigation, signing in, search, help. */
export const shellWords = {
  product: ['履约', 'Lüyue'],
  skip: ['跳到正文', 'Skip to content'],
  navigation: ['导航', 'Navigation'],
  workbench: ['工作台', 'Workbench'],
  commitments: ['承诺', 'Promises'],
  clauses: ['制度条款', 'Clauses'],
  kpi: ['指标', 'Figures'],
  settings: ['设置', 'Settings'],
  account: ['我的账号', 'My account'],
  openNavigation: ['打开导航', 'Open navigation'],
  search: ['搜索', 'Search'],
  searchHint: ['搜索单据、页面和操作', 'Search records, pages and actions'],
  searching: ['正在搜索……', 'Searching …'],
  nothingFound: ['没有找到。请换一个词。', 'Nothing found. Please try another word.'],
  pages: ['页面', 'Pages'],
  actions: ['操作', 'Actions'],
  recordNew: (name: Pair): Pair => [`新建${name[0]}`, `New ${name[1].toLowerCase()}`],
  news: ['消息', 'News'],
  newsUnread: (n: number): Pair => [`消息，${n} 条未读`, `News, ${n} unread`],
  noNews: [
    '没有消息。承诺即将到期或违约时，会在这里告诉你的角色。',
    'No news. When a promise is about to be due or broken, your role hears of it here.',
  ],
  readAll: ['全部标为已读', 'Mark all as read'],
  newsKinds: {
    due_soon: ['即将到期', 'Due soon'],
    breached: ['已违约', 'Broken'],
    still_overdue: ['违约后仍未完成', 'Broken and still not done'],
  } as Record<string, Pair>,
  view: ['显示', 'Display'],
  language: ['语言', 'Language'],
  theme: ['颜色', 'Colours'],
  themes: { light: ['浅色', 'Light'], dark: ['深色', 'Dark'], system: ['随系统', 'As the system'] } as Record<string, Pair>,
  density: ['密度', 'Density'],
  densities: { comfortable: ['宽松', 'Comfortable'], compact: ['紧凑', 'Compact'] } as Record<string, Pair>,
  signOut: ['退出登录', 'Sign out'],
  keys: ['快捷键', 'Keyboard shortcuts'],
  noSuchPage: ['没有这个页面。', 'There is no such page.'],
  toWorkbench: ['回到工作台', 'Go to the workbench'],
  broken: ['这个页面出错了。已填写的内容保存在草稿里。', 'This page has failed. What you typed is kept as a draft.'],
  reload: ['重新载入', 'Reload'],
  newVersion: ['系统已更新，请重新载入页面。', 'The program has been updated. Please reload the page.'],
} as const;

/** The folders of the business. */
export const moduleWords: Record<string, Pair> = {
  accounts: ['客户', 'Customers'],
  catalogue: ['产品', 'Catalogue'],
  sales: ['销售', 'Sales'],
  orders: ['订单', 'Orders'],
  projects: ['项目', 'Projects'],
  procurement: ['采购', 'Procurement'],
  inventory: ['库存', 'Inventory'],
  production: ['生产', 'Production'],
  quality: ['质量', 'Quality'],
  delivery: ['交付', 'Delivery'],
  service: ['售后服务', 'Service'],
  voice: ['客户之声', 'Customer voice'],
  people: ['人员', 'People'],
  governance: ['制度与指标', 'Rules and figures'],
  org: ['组织与权限', 'Organisation'],
};

export const signInWords = {
  title: ['登录', 'Sign in'],
  tagline: ['管住对客户的承诺，并能证明。', 'Keep every promise to a customer, and prove it.'],
  login: ['登录名', 'Login'],
  password: ['密码', 'Password'],
  newPassword: ['新密码', 'New password'],
  again: ['再次输入新密码', 'New password again'],
  differ: ['两次输入的新密码不一致。', 'The two new passwords differ.'],
  mustChange: [
    '这个密码是别人设置的，请换成只有自己知道的密码。',
    'Somebody else has set this password. Please choose one that only you know.',
  ],
  changeAndSignIn: ['更换密码并登录', 'Change password and sign in'],
  code: ['验证码', 'Code'],
  codeHint: ['验证器上的六位数字，或一个备用码', 'Six digits from your authenticator, or a recovery code'],
  confirm: ['验证并登录', 'Verify and sign in'],
  provider: ['用企业账号登录', 'Sign in with the company account'],
  again401: ['登录已过期', 'Your session has ended'],
  againText: ['请重新登录。页面上填写的内容都还在。', 'Please sign in again. What you typed on the page is still there.'],
  otherLanguage: ['English', '中文'],
  problems: {
    'identity-refused': ['身份提供方拒绝了这次登录。', 'The identity provider refused.'],
    'identity-unknown': [
      '这个企业账号没有对应的员工，请联系管理员。',
      'No employee belongs to this account. Please ask an administrator.',
    ],
    'identity-provider-away': [
      '身份提供方暂时无法连接，请稍后重试。',
      'The identity provider cannot be reached. Please try again shortly.',
    ],
    'account-locked': ['账号已停用，请联系管理员。', 'The account is locked. Please ask an administrator.'],
    'not-found': ['未启用企业账号登录。', 'Signing in with a company account is not set up.'],
  } as Record<string, Pair>,
} as const;

/** What the sign-in page of the demo company says besides. */
export const demoWords = {
  name: ['演示公司', 'Demo company'],
  what: [
    '这里是演示公司，数据均为虚构。所有账号的密码：',
    'This is the demo company; nothing in it is real. The password of every account:',
  ],
  accounts: ['账号一览', 'The accounts'],
} as const;

/** Keys, and what they do. */
export const keyWords: readonly { keys: string; does: Pair }[] = [
  { keys: 'Ctrl K / ⌘ K', does: ['搜索单据、页面和操作', 'Search records, pages and actions'] },
  { keys: '?', does: ['打开这张表', 'Open this sheet'] },
  { keys: '/', does: ['在列表中查找', 'Search in a list'] },
  { keys: 'j  k', does: ['下一行、上一行', 'Next row, previous row'] },
  { keys: 'Enter', does: ['打开这一行', 'Open the row'] },
  { keys: 'x', does: ['选中这一行', 'Select the row'] },
  { keys: 'n', does: ['新建', 'New record'] },
  { keys: 'e', does: ['修改单据', 'Edit the record'] },
  { keys: '1 … 9', does: ['执行单据上的第几个动作', 'Take the first to ninth step of a record'] },
  { keys: 'g w  g c', does: ['去工作台、去承诺', 'Go to the workbench, to promises'] },
  { keys: 'Esc', does: ['关闭，返回', 'Close, go back'] },
];
