import { returnVisit } from '#domain/voice/return-visit/return-visit';
import { visitAction } from '#domain/voice/visit-action/visit-action';
import { visitAnalysis } from '#domain/voice/visit-analysis/visit-analysis';
import { visitFile } from '#domain/voice/visit-file/visit-file';
import { Chance } from './chance.ts';
import type { Customer } from './customers.ts';
import type { PersonKey } from './people.ts';
import { DESKS, type Story } from './sales.ts';
import { found, type Made, type Stage } from './script.ts';

/** Every working morning the desk looks which visits are due and calls; the service manager ends the files of mere spare parts. */
export function visits(story: Story): void {
  const { script, time, from } = story;
  for (let date = time.workday(time.dateOf(from), 1); date < time.today; date = time.workday(date, 1)) {
    const morning = time.at(date, '08:40');
    script.look(morning, 'the visits of the day', (stage) => callThoseDue(story, stage, date));
    script.look(time.at(date, '15:30'), 'files of spare parts', (stage) => endSpares(story, stage, time.at(date, '15:35')));
  }
  analyses(story);
}

/** Marketing has analysed the visits of the first months; those of the last weeks wait for it. */
function analyses({ script, time, from, cast }: Story): void {
  const until = time.workday(time.day(-33), 0);
  const written = time.at(time.workday(until, 4), '10:00');
  const first = script.create(written, 'songjia', visitAnalysis, () => ({ fromOn: time.dateOf(from), toOn: until }));
  const due = time.workday(until, 30);
  script.edit(time.after(written, 3), 'songjia', visitAnalysis, first, () => ({
    problems: '不满意的回访集中在备件报价慢和轴承温升两处；资料不齐的反映多来自外贸客户。',
    trends: '回访满意比例逐月上升；询问远程监测和备件框架的客户增多。',
    proposals: [
      { what: '常用备件报价改为当日回复', department: cast.department('sunqian'), owner: cast.id('sunqian'), due },
      { what: '轴承装配增加温升抽检', department: cast.department('caojianjun'), owner: cast.id('caojianjun'), due },
    ],
  }));
  // In a hurry: the report is sent off before anything is proposed.
  script.refuse(time.after(written, 1), 'songjia', visitAnalysis, 'submit', first);
  script.take(time.after(written, 4), 'songjia', visitAnalysis, 'submit', first);
  const yesterday = time.workday(time.today, -1);
  script.create(time.at(yesterday, '16:40'), 'songjia', visitAnalysis, () => ({
    fromOn: time.workday(until, 1),
    toOn: yesterday,
  }));
}

interface Due {
  id: string;
  customer: string;
  dueOn: string;
  /** The file's number and the date of the rhythm. */
  seed: string;
}

/**
 * Most are called on the day, some later, some never. What happens follows from the file and the date, so that it is the same however
 * often one looks.
 */
async function callThoseDue(story: Story, { kernel }: Stage, date: string): Promise<void> {
  const { time } = story;
  const { rows } = await kernel.pool.query<Due>(
    `select v.id, v.customer, to_char(v.due_on, 'YYYY-MM-DD') as "dueOn", f.number || ' ' || v.cadence_on as seed
     from return_visit v join visit_file f on f.id = v.visit_file
     where v.state = 'due' and v.due_on <= $1 order by v.due_on, length(f.number), f.number`,
    [date],
  );
  for (const [i, due] of rows.entries()) {
    const chance = new Chance(due.seed);
    const fate = chance.weighed([
      ['called', 89],
      ['late', 7],
      ['forgotten', 4],
    ] as const);
    const day = fate === 'called' ? due.dueOn : time.workday(due.dueOn, chance.whole(1, 2));
    if (fate === 'forgotten' || day > date) continue;
    const customer = story.customers.find(({ id }) => id === due.customer);
    if (!customer || isNeverCalled(customer)) continue;
    const at = time.at(date, `${9 + (i % 7)}:${chance.whole(10, 59)}`);
    const desk = DESKS[i % DESKS.length]!;
    call(story, chance, due, customer, at, desk);
  }
}

/** It is night there when the desk is at work: their visits are missed month after month, and somebody should notice. */
export const isNeverCalled = ({ row }: Customer): boolean => row.key === 'kestrel';

/** One call: what the customer says, and what is done about it. */
function call(story: Story, chance: Chance, visit: Made, customer: Customer, at: number, desk: PersonKey): void {
  const { script, time } = story;
  const mood = chance.weighed([
    ['glad', 70],
    ['remark', 18],
    ['unhappy', 12],
  ] as const);
  const score = (): number =>
    mood === 'unhappy' ? chance.whole(2, 3) : mood === 'remark' ? chance.whole(3, 5) : chance.whole(4, 5);
  const concern = mood === 'glad' ? null : chance.pick(CONCERNS);
  const english = customer.row.english === true;
  const said = {
    method: english ? ('email' as const) : ('phone' as const),
    contactName: customer.people[0]!.name,
    function: score(),
    performance: score(),
    quality: score(),
    service: score(),
    timeliness: score(),
    satisfied: mood !== 'unhappy',
    opinions:
      concern?.says ?? (english ? 'Running well, no remarks.' : chance.pick(['设备运行正常', '运行平稳，没有问题', '使用满意'])),
    newNeeds: chance.happens(0.12) ? chance.pick(NEEDS) : null,
    ...(mood === 'unhappy' && { reason: concern!.says }),
  };
  script.do(at, desk, 'record return-visit', async (tx) => {
    await tx.take(returnVisit, 'record', [{ id: visit.id, evidence: said, at }]);
    // Where there is nothing to act on, the visit is closed with the call.
    if (mood !== 'unhappy') await tx.take(returnVisit, 'close', [{ id: visit.id, at }]);
  });
  if (mood !== 'unhappy') return;
  actOn(story, { visit, concern: concern!, at: time.after(at, 0.5), desk, until: 'fed_back', chance });
}

export interface Acting {
  visit: Made;
  concern: Concern;
  at: number;
  desk: PersonKey;
  /** As far as it has come. */
  until: 'open' | 'done' | 'fed_back';
  due?: string;
  chance: Chance;
}

/** Something is done about what a customer said, and they are told the result. */
export function actOn({ script, time, cast }: Story, { visit, concern, at, desk, until, due, chance }: Acting): void {
  const { what, who, result } = concern;
  const raised = { what, due: due ?? time.workday(time.dateOf(at), chance.whole(3, 5)) };
  const whose = () => ({ ...raised, department: cast.department(who), owner: cast.id(who) });
  script.take(at, desk, returnVisit, 'raise_action', visit, whose);
  // While the action is open the visit cannot be closed: now and then somebody tries.
  if (chance.happens(0.25)) script.refuse(time.after(at, 1), desk, returnVisit, 'close', visit);
  if (until === 'open') return;
  const action = found('select id from visit_action where return_visit = $1', () => visit.id);
  const finished = time.after(at, chance.between(14, 36));
  script.take(finished, who, visitAction, 'finish', action, { result });
  if (until === 'done') return;
  const told = time.after(finished, chance.between(3, 12));
  script.take(told, desk, visitAction, 'feed_back', action, { told: `已告知处理结果：${result}`, satisfied: true });
  script.take(told + 20 * 60_000, desk, returnVisit, 'close', visit);
}

export interface Concern {
  says: string;
  what: string;
  who: PersonKey;
  result: string;
}

export const CONCERNS: readonly Concern[] = [
  {
    says: '轴承温度偏高，夏天到 75 度',
    what: '到现场测温并核对润滑',
    who: 'liangyong',
    result: '补充润滑脂并调整对中，温度降到 62 度',
  },
  { says: '备件报价慢，等了三天', what: '备件常用清单报价改为当日回复', who: 'sunqian', result: '已整理常用备件价目表发给客户' },
  { says: '出口压力表指针抖动', what: '更换耐震压力表', who: 'luozhiyuan', result: '已寄出耐震表并指导更换' },
  { says: '送货单和发票抬头不一致', what: '核对客户开票资料', who: 'panmeiling', result: '开票资料已更正并重开发票' },
  { says: '说明书缺少英文接线图', what: '补充英文接线图并更新资料柜', who: 'dongwei', result: '英文接线图已发出，资料柜已更新' },
];

const NEEDS = ['明年一季度扩产，预计增加四台多级泵', '想了解远程监测功能', '准备签年度备件框架', '询问二手泵翻新服务'];

/** Nobody is visited every month for a year about a few seals: the service manager ends such files. */
async function endSpares({ script }: Story, { kernel }: Stage, at: number): Promise<void> {
  const { rows } = await kernel.pool.query<Made>(
    `select f.id from visit_file f where f.state = 'active' and f."order" is not null and f.created_at < $1 and not exists (
       select from order_items i join product p on p.id = i.product where i.parent = f."order" and p.category <> '备件') order by length(f.number), f.number`,
    [new Date(at)],
  );
  for (const [i, file] of rows.entries())
    script.take(at + i * 60_000, 'xuli', visitFile, 'end', file, { reason: '备件订单，不作为项目回访' });
}
