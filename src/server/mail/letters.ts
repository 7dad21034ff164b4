import type { Letter } from './post.ts';

type Locale = 'zh' | 'en';

/** What a letter says, before it is written out. */
export interface Draft {
  to: string;
  locale: Locale;
  subject: string;
  /** Paragraphs. */
  said: readonly string[];
  /** Where to go, and what the button says. */
  link?: { url: string; label: string };
  /** Said in large letters: a code. */
  code?: string;
  /** Who writes. */
  company: string;
}

/** Writes a letter out, as plain text and as HTML that needs nothing from elsewhere. */
export function letterOf({ to, locale, subject, said, link, code, company }: Draft): Letter {
  const foot = FOOT[locale].replace('{company}', company);
  const lines = [...said, ...(code ? [code] : []), ...(link ? [`${link.label}:\n${link.url}`] : []), `-- \n${foot}`];
  const paragraphs = [
    ...said.map((line) => `<p>${escaped(line)}</p>`),
    ...(code ? [`<p style="font-size:28px;letter-spacing:6px"><b>${escaped(code)}</b></p>`] : []),
    ...(link ? [`<p><a href="${escaped(link.url)}">${escaped(link.label)}</a></p><p>${escaped(link.url)}</p>`] : []),
    `<p style="color:#666">${escaped(foot)}</p>`,
  ];
  const lang = locale === 'zh' ? 'zh-CN' : 'en';
  return {
    to,
    subject: subject.replaceAll(/[\r\n]+/g, ' '),
    text: lines.join('\n\n'),
    html: `<!doctype html><html lang="${lang}"><meta charset="utf-8"><body style="font-family:sans-serif;font-size:16px;line-height:1.6">${paragraphs.join('')}</body></html>`,
  };
}

const FOOT = {
  zh: '{company}。此邮件由系统发送，请勿直接回复。',
  en: '{company}. This letter was sent by a program; please do not reply to it.',
};

const escaped = (text: string): string =>
  text.replaceAll(/[&<>"]/g, (sign) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' })[sign]!);

/** The code that signs somebody in. */
export const codeLetter = (head: Head, code: string): Letter =>
  letterOf({
    ...head,
    code,
    ...pick(head.locale, {
      zh: { subject: '登录验证码', said: ['您正在登录客户自助门户。请在 10 分钟内输入以下验证码；如非本人操作，请忽略。'] },
      en: {
        subject: 'Your sign-in code',
        said: [
          'You are signing in to the customer portal. Please type this code within ten minutes. If it was not you, ignore this.',
        ],
      },
    }),
  });

/** A link that signs somebody in. */
export const invitationLetter = (head: Head, url: string, name: string): Letter =>
  linked(head, url, {
    zh: {
      subject: `${head.company}：您的客户自助门户`,
      said: [`${name}，您好！在自助门户中可以查看订单和承诺交期、签收货物、提出异议、评价和投诉。`, ONCE.zh],
      label: '进入自助门户',
    },
    en: {
      subject: `${head.company}: your customer portal`,
      said: [
        `Dear ${name}, in the portal you see your orders and the dates promised, sign for goods, object, rate and complain.`,
        ONCE.en,
      ],
      label: 'Open the portal',
    },
  });

/** Goods have arrived and wait for a signature. @param number the delivery's. */
export const arrivalLetter = (head: Head, url: string, number: string): Letter =>
  linked(head, url, {
    zh: {
      subject: `货物已到达，请签收：${number}`,
      said: [`交付单 ${number} 的货物已到达。请核对数量和外观后签收；如有问题，请在同一页面提出异议。`, ONCE.zh],
      label: '查看并签收',
    },
    en: {
      subject: `Your goods have arrived: ${number}`,
      said: [
        `The goods of delivery ${number} have arrived. Please check them and sign for them; if anything is wrong, object on the same page.`,
        ONCE.en,
      ],
      label: 'Look and sign',
    },
  });

/** A survey to answer. */
export const surveyLetter = (head: Head, url: string, title: string): Letter =>
  linked(head, url, {
    zh: {
      subject: `请您评价：${title}`,
      said: ['请花一分钟回答几个问题，您的意见会直接用于改进。链接只能提交一次。'],
      label: '开始回答',
    },
    en: {
      subject: `Please tell us: ${title}`,
      said: ['Please take a minute for a few questions; your answer is used to improve. The link can be used once.'],
      label: 'Answer',
    },
  });

/** What an employee has been told since the last letter. @param news one line each. */
export const newsLetter = (head: Head, url: string, news: readonly string[]): Letter =>
  linked(head, url, {
    zh: { subject: `${news.length} 条承诺提醒`, said: ['以下承诺即将到期或已经违约：', ...news], label: '打开工作台' },
    en: {
      subject: `News of ${news.length} ${news.length === 1 ? 'promise' : 'promises'}`,
      said: ['These promises are due soon or have been broken:', ...news],
      label: 'Open the workbench',
    },
  });

type Head = Pick<Draft, 'to' | 'locale' | 'company'>;
type Said = { subject: string; said: readonly string[]; label: string };

const ONCE = {
  zh: '链接仅供您本人使用，登录一次后失效；之后可用邮箱验证码登录。',
  en: 'The link is for you alone and signs you in once; later you sign in with a code sent to this address.',
};

const pick = <T>(locale: Locale, either: Record<Locale, T>): T => either[locale];

function linked(head: Head, url: string, either: Record<Locale, Said>): Letter {
  const { label, ...rest } = pick(head.locale, either);
  return letterOf({ ...head, ...rest, link: { url, label } });
}
