import { delegation } from '#domain/org/delegation/delegation';
import { CONCLUSIONS, contract } from '#domain/sales/contract/contract';
import { contractChange } from '#domain/sales/contract-change/contract-change';
import { quotation } from '#domain/sales/quotation/quotation';
import { Chance } from './chance.ts';
import type { Customer } from './customers.ts';
import type { PersonKey } from './people.ts';
import type { Story } from './sales.ts';
import type { Made } from './script.ts';

/** Pumps are quoted before they are ordered, and larger deals get a contract: some of each stand at every stage. */
export function quotations(all: Story): void {
  const story = { ...all, chance: new Chance('报价') }; // so that it changes nothing of what follows
  const ago = (days: number, clock = '09:40'): number => story.time.at(story.time.workday(story.time.day(-days), 0), clock);
  const hours = (back: number): number => story.time.before(story.time.now, back);
  quote(story, hours(3), 'weicheng', 'draft');
  quote(story, hours(8), 'hongyu', 'in_review');
  quote(story, hours(20), 'lanzhi', 'approved');
  quote(story, hours(22), 'qilan', 'released');
  quote(story, hours(30), 'wanche', 'offered');
  quote(story, ago(40), 'jiangpan', 'declined');
  quote(story, ago(52), 'daiyi', 'lapsed');
  quote(story, ago(18), 'suiyuan', 'cancelled');
  const accepted = (days: number, key: string): Quoted => quote(story, ago(days), key, 'accepted');
  agree(story, accepted(105, 'liangyi'), 'closed');
  agree(story, accepted(96, 'yunpei'), 'executing', { changed: 'in_force' });
  agree(story, accepted(80, 'binluo'), 'terminated');
  agree(story, accepted(72, 'brightmere'), 'fulfilled');
  agree(story, accepted(60, 'laoxi'), 'executing', { changed: 'approved' });
  agree(story, accepted(50, 'qingping'), 'executing', { changed: 'in_review' });
  agree(story, accepted(44, 'hongyu'), 'executing', { changed: 'draft' });
  agree(story, accepted(36, 'weicheng'), 'executing', { changed: 'cancelled' });
  agree(story, accepted(20, 'lanzhi'), 'approved');
  agree(story, accepted(15, 'jiangpan'), 'in_review');
  agree(story, accepted(12, 'daiyi'), 'draft');
  agree(story, accepted(28, 'wanche'), 'cancelled');
  standIns(story);
}

const QUOTED = ['draft', 'in_review', 'approved', 'released', 'offered', 'accepted'] as const;
type QuotedUntil = (typeof QUOTED)[number] | 'declined' | 'lapsed' | 'cancelled';

interface Quoted {
  made: Made;
  owner: PersonKey;
  customer: Customer;
  /** The last instant at which something happened to it. */
  at: number;
}

/** A quotation from its draft as far as it has come. */
function quote(story: Story, at: number, key: string, until: QuotedUntil): Quoted {
  const { script, time, chance } = story;
  const customer = story.customers.find(({ row }) => row.key === key)!;
  const owner = customer.row.owner;
  const price = chance.whole(18, 60) * 500;
  const made = script.create(at, owner, quotation, () => ({ customer: customer.id, ...sheet(story, at, price, until) }));
  const quoted: Quoted = { made, owner, customer, at };
  const pass = (working: number): number => (quoted.at = time.after(quoted.at, working));
  const reaches = (stage: (typeof QUOTED)[number]): boolean =>
    !QUOTED.includes(until as 'draft') || QUOTED.indexOf(stage) <= QUOTED.indexOf(until as 'draft');
  if (until === 'cancelled') {
    script.take(pass(6), 'qianhaitao', quotation, 'cancel', made, { reason: '客户项目暂缓，不再报价' });
    return quoted;
  }
  if (!reaches('in_review')) return quoted;
  script.take(pass(2), owner, quotation, 'submit', made);
  if (!reaches('approved')) return quoted;
  const { seats } = quotation.approvals!['review'].rounds.departments;
  for (const [seat, who] of [
    ['finance', 'panmeiling'],
    ['technical', 'caojianjun'],
    ['sales', 'qianhaitao'],
  ] as const)
    approve(story, pass(1.5), who, 'quotation', made, seat, seats[seat].checks);
  if (!reaches('released')) return quoted;
  script.take(pass(1), 'qianhaitao', quotation, 'release', made);
  if (!reaches('offered')) return quoted;
  const reply = { repliedBy: customer.people[0]!.name, repliedHow: '电话' };
  script.take(pass(1), owner, quotation, 'offer', made, { sentTo: reply.repliedBy, sentBy: 'email' });
  if (until === 'offered' || until === 'lapsed') return quoted;
  script.take(pass(3), owner, quotation, 'answer_question', made, { question: '是否含运费和首次调试？', answer: '均已包含。' });
  if (until === 'declined') {
    script.take(pass(12), owner, quotation, 'decline', made, { ...reply, reason: '预算不足，改用旧泵翻新' });
    return quoted;
  }
  script.take(pass(8), owner, quotation, 'accept', made, reply);
  return quoted;
}

/** What is offered, and what it costs us. */
function sheet({ time, articles, chance }: Story, at: number, price: number, until: QuotedUntil) {
  const article = chance.pick(articles.filter(({ category }) => category !== '备件'));
  const quantity = String(chance.whole(2, 6));
  return {
    subject: `${article.name} ${quantity} 台`,
    channel: 'email' as const,
    validUntil: time.workday(time.dateOf(at), until === 'lapsed' ? 10 : 40),
    deliveryTerms: '合同生效后 30 天内送达客户现场，含运费',
    paymentTerms: '预付 30%，货到验收后 60%，质保金 10%',
    processFlow: '铸造、机加工、装配、试压、出厂检验',
    manufacturingStandard: 'GB/T 5657',
    technicalIndex: '效率不低于 78%，振动不大于 2.8 mm/s',
    marketReference: `同类产品 ${Math.round(price * 0.95)} 至 ${Math.round(price * 1.1)} 元`,
    overheadRate: '0.12',
    targetMargin: '0.2',
    items: [
      {
        product: article.id,
        productName: article.name,
        specification: '按技术协议',
        quantity,
        unit: '台',
        unitPrice: String(price),
      },
    ],
    materials: [{ what: '铸件、电机、机械密封', quantity, unitCost: String(Math.round(price * 0.5)) }],
    labour: [{ what: '机加工与装配', hours: '16', hourlyCost: '90' }],
    consultations: [
      { side: 'technical' as const, who: '曹建军', opinion: '现有模具可以生产，交期可行' },
      { side: 'finance' as const, who: '潘美玲', opinion: '成本按本月材料价核算' },
    ],
  };
}

const AGREED = ['draft', 'in_review', 'approved', 'executing', 'fulfilled', 'closed'] as const;
type AgreedUntil = (typeof AGREED)[number] | 'terminated' | 'cancelled';
const CHANGED = ['draft', 'in_review', 'approved', 'in_force'] as const;
type ChangedUntil = (typeof CHANGED)[number] | 'cancelled';

/** A contract on an accepted quotation, as far as it has come; `changed`: how far an agreement that changes it. */
function agree(story: Story, quoted: Quoted, until: AgreedUntil, { changed }: { changed?: ChangedUntil } = {}): void {
  const { script, time } = story;
  const { owner, customer } = quoted;
  let { at } = quoted;
  const pass = (working: number): number => (at = time.after(at, working));
  const reaches = (stage: (typeof AGREED)[number]): boolean =>
    !AGREED.includes(until as 'draft') || AGREED.indexOf(stage) <= AGREED.indexOf(until as 'draft');
  const made = script.create(pass(4), owner, contract, () => ({
    customer: customer.id,
    quotation: quoted.made.id,
    subject: `${customer.row.shortName}水泵供货合同`,
    ...terms(story, at),
  }));
  if (until === 'cancelled') {
    script.take(pass(5), 'qianhaitao', contract, 'cancel', made, { reason: '客户改为框架采购，本合同不再签订' });
    return;
  }
  if (!reaches('in_review')) return;
  script.take(pass(1), owner, contract, 'submit', made);
  if (!reaches('approved')) return;
  concluded(story, pass, 'contract', made);
  if (!reaches('executing')) return;
  const signed = () => ({ signedOn: time.dateOf(at), signedBy: '钱海涛', customerSignedBy: customer.people[0]!.name });
  script.take(pass(6), 'qianhaitao', contract, 'sign', made, signed());
  script.take(pass(8), owner, contract, 'log_execution', made, { arranged: 'production', note: '已下达生产任务单' });
  if (changed) change(story, at, made, owner, customer, changed);
  if (until === 'executing') return;
  if (until === 'terminated') {
    const formalities = '双方签署解除协议，预付款按约结算';
    script.take(pass(30), 'qianhaitao', contract, 'terminate', made, { cause: '客户产线搬迁，项目取消', formalities });
    return;
  }
  script.take(pass(50), owner, contract, 'fulfil', made);
  if (!reaches('closed')) return;
  script.take(pass(20), owner, contract, 'close', made, {
    summary: '货款已结清，设备验收合格，无遗留问题。',
    evaluation: '交期准时；下次应提前确认基础图。',
  });
}

const terms = ({ time }: Story, at: number) => ({
  obligations: '我方按期供货并指导安装；客户备妥基础并按期付款。',
  deliveryDate: time.workday(time.dateOf(at), 22),
  deliveryTerms: '送至客户现场',
  paymentMethod: '预付 30%，验收后 60%，质保金 10%',
  qualityStandard: 'GB/T 5657，出厂逐台试压',
  afterSales: '质保 18 个月，24 小时内到场',
  items: [{ productName: '多级离心泵', specification: 'D25-50', quantity: '2', unit: '台', unitPrice: '18600' }],
});

/** The customer wants something else than was signed. */
function change(story: Story, from: number, about: Made, owner: PersonKey, customer: Customer, until: ChangedUntil): void {
  const { script, time } = story;
  let at = from;
  const pass = (working: number): number => (at = time.after(at, working));
  const reaches = (stage: (typeof CHANGED)[number]): boolean =>
    !CHANGED.includes(until as 'draft') || CHANGED.indexOf(stage) <= CHANGED.indexOf(until as 'draft');
  const made = script.create(pass(10), owner, contractChange, () => ({
    contract: about.id,
    subject: '交货日期顺延一周',
    cause: '客户现场基础延期完工',
    negotiation: `与${customer.people[0]!.name}电话商定，并以邮件确认`,
    agreement: '交货日期顺延七天，其他条款不变。',
    deliveryDate: time.workday(time.dateOf(at), 27),
  }));
  if (until === 'cancelled') {
    script.take(pass(6), owner, contractChange, 'cancel', made, { reason: '客户基础提前完工，不再变更' });
    return;
  }
  if (!reaches('in_review')) return;
  script.take(pass(1), owner, contractChange, 'submit', made);
  if (!reaches('approved')) return;
  concluded(story, pass, 'contract_change', made);
  if (!reaches('in_force')) return;
  script.take(pass(4), 'zhengyaqin', contractChange, 'file', made, {
    signedOn: time.dateOf(at),
    signedBy: '钱海涛',
    customerSignedBy: customer.people[0]!.name,
    filingNumber: `备-${time.dateOf(at)}`,
  });
}

/** The three departments conclude that it is lawful, reasonable and complete. */
function concluded(story: Story, pass: (working: number) => number, table: Reviewed, made: Made): void {
  for (const [seat, who] of [
    ['legal', 'zhengyaqin'],
    ['finance', 'panmeiling'],
    ['business', 'qianhaitao'],
  ] as const)
    approve(story, pass(2), who, table, made, seat, CONCLUSIONS);
}

type Reviewed = 'quotation' | 'contract' | 'contract_change';

interface Ballot {
  task: string;
  content: number;
}

function approve(
  { script }: Story,
  at: number,
  who: PersonKey,
  table: Reviewed,
  made: Made,
  seat: string,
  checks: readonly string[],
): void {
  script.do(at, who, `approve ${table}`, async (tx) => {
    const [ballot] = await tx.query<Ballot>(
      `select b->>'promise' as task, (b->>'content')::int as content from ${table} r
       cross join jsonb_array_elements(to_jsonb(r.approvals)->'review'->'ballots') b where r.id = $1 and b->>'seat' = $2 and b->>'state' = 'open'`,
      [made.id, seat],
    );
    await tx.review(ballot!.task, { deed: 'approve', content: ballot!.content, checks });
  });
}

/** Finance was away for a week, and somebody is now. */
function standIns({ script, time, cast }: Story): void {
  const away = (from: number, until: number, who: PersonKey, standIn: PersonKey, reason: string): Made =>
    script.create(time.at(time.workday(time.day(from), -1), '16:00'), who, delegation, () => ({
      employee: cast.id(who),
      standIn: cast.id(standIn),
      fromDate: time.day(from),
      untilDate: time.day(until),
      reason,
    }));
  const first = away(-31, -25, 'zhengyaqin', 'linxiaoyun', '外地开庭');
  script.take(time.at(time.workday(time.day(-27), 0), '09:10'), 'zhengyaqin', delegation, 'end', first, { reason: '提前返回' });
  away(-1, 4, 'caojianjun', 'dongwei', '铸造厂驻厂验收');
}
