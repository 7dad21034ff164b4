import { complaint } from '#domain/voice/complaint/complaint';
import { measure } from '#domain/voice/measure/measure';
import { returnVisit } from '#domain/voice/return-visit/return-visit';
import { type ComplaintCase, type MeasureCase, PHASES } from './complaint-cases.ts';
import type { PersonKey } from './people.ts';
import { DESKS, type Story } from './sales.ts';
import { type Caller, found, type Made } from './script.ts';

/** Writes one complaint from its intake to the state that the case names. */
export function complain(story: Story, c: ComplaintCase): void {
  const { time } = story;
  const customer = story.customers.find((known) => known.row.key === c.customer)!;
  const came =
    c.daysAgo === undefined ? time.before(time.now, c.hoursAgo!) : time.at(time.workday(time.day(-c.daysAgo), 0), c.clock!);
  const caller = customer.people[0]!;
  const h: Handling = {
    story,
    c,
    caller,
    desk: DESKS[c.desk ?? 0]!,
    expert: c.team[0]!,
    complaint: { id: '' },
    measures: [],
    at: came,
  };
  h.complaint = story.script.create(came, c.byCustomer ? caller : h.desk, complaint, () => ({
    customer: customer.id,
    contact: caller.contact.id,
    contactWay: customer.row.people[0]![2],
    channel: c.channel,
    statement: c.statement,
    severity: c.severity,
    ...(c.promisedAtOnce && { promiseGiven: PROMISE }),
  }));
  for (const [phase, handle] of ON_THE_WAY) {
    if (PHASES.indexOf(c.until) < PHASES.indexOf(phase)) return;
    handle(h);
    if (c.until === phase && c.end) return OTHER_ENDS[c.end](h);
  }
}

interface Handling {
  story: Story;
  c: ComplaintCase;
  caller: Caller;
  desk: PersonKey;
  expert: PersonKey;
  complaint: Made;
  measures: Made[];
  /** The last instant at which something happened to it. */
  at: number;
}

/** What brings a complaint into each state. */
const ON_THE_WAY: readonly (readonly [phase: (typeof PHASES)[number], handle: (h: Handling) => void])[] = [
  ['replied', reply],
  ['investigating', formTeam],
  ['verified', verify],
  ['planned', plan],
  ['handling', handle],
  ['revisiting', finish],
  ['reporting', content],
  ['closed', close],
];

const OTHER_ENDS = { unfounded, unsatisfied, major: reportUp, reported: reportUp } as const;

const PROMISE = '已受理，承诺两个工作日内给出核实结果，处理过程专人跟进';

/** So many working hours later. */
const pass = (h: Handling, hours: number): number => (h.at = h.story.time.after(h.at, hours));
const pace = ({ c }: Handling): number => c.pace ?? 1;

function reply(h: Handling): void {
  const { c, desk, story } = h;
  if (c.promisedAtOnce) return;
  // A team before the customer has heard from us: refused.
  if (c.hasty)
    story.script.refuse(pass(h, 0.3), desk, complaint, 'form_team', h.complaint, () => ({ team: c.team.map(story.cast.id) }));
  story.script.take(pass(h, c.replyHours ?? 1.5), desk, complaint, 'reply', h.complaint, { promiseGiven: PROMISE });
}

function formTeam(h: Handling): void {
  const { c, desk, story } = h;
  story.script.take(pass(h, 2 * pace(h)), desk, complaint, 'form_team', h.complaint, () => ({ team: c.team.map(story.cast.id) }));
}

function verify(h: Handling): void {
  const { truth = 'true', rootCause } = h.c;
  h.story.script.take(pass(h, 13 * pace(h)), h.expert, complaint, 'verify', h.complaint, {
    truth,
    methods: methodsOf(h),
    rootCause,
  });
}

function plan(h: Handling): void {
  const { c, expert, story } = h;
  // A plan without a measure is none: refused.
  if (c.hasty) story.script.refuse(pass(h, 1), expert, complaint, 'plan', h.complaint);
  h.measures = c.measures.map((m) => planMeasure(h, m, 0.5));
  story.script.take(pass(h, 2 * pace(h)), expert, complaint, 'plan', h.complaint);
}

function handle(h: Handling): void {
  const { c, caller, desk, story } = h;
  story.script.take(pass(h, 1), h.expert, complaint, 'start_handling', h.complaint);
  const told = { told: '处理方案已定，责任人已安排，本周内完成', toldHow: `电话告知${caller.name}` };
  story.script.take(pass(h, 6 * pace(h)), desk, complaint, 'tell_progress', h.complaint, told);
  for (const [i, m] of c.measures.entries()) {
    if (!m.open) story.script.take(pass(h, 5 * pace(h)), m.who, measure, 'finish', h.measures[i]!, { result: m.result });
  }
}

function finish(h: Handling): void {
  h.story.script.take(pass(h, 2), h.desk, complaint, 'finish_handling', h.complaint);
}

/** Handled again until the customer is content. */
function content(h: Handling): void {
  const { c, desk, expert, story } = h;
  const { script } = story;
  for (const { reason, measure: m } of c.again ?? []) {
    revisit(h, pass(h, 15), reason);
    // The customer is not content: it cannot be closed.
    script.refuse(pass(h, 0.5), desk, complaint, 'close', h.complaint);
    script.take(pass(h, 1), desk, complaint, 'handle_again', h.complaint, { reason });
    const more = planMeasure(h, m, 1);
    script.take(pass(h, 0.5), expert, complaint, 'start_handling', h.complaint);
    script.take(pass(h, 14), m.who, measure, 'finish', more, { result: m.result });
    finish(h);
  }
  revisit(h, pass(h, c.revisitHours ?? 14));
}

function close(h: Handling): void {
  const { c, desk, expert, story } = h;
  const { script, time } = story;
  script.take(pass(h, 10), desk, complaint, 'write_report', h.complaint, {
    reportBasics: `客户${h.caller.name}投诉：${c.statement}`,
    reportProcess: `成立处理小组，${methodsOf(h)}；共处理 ${1 + (c.again?.length ?? 0)} 轮`,
    reportResult: '措施全部完成，回访确认客户满意',
    reportCause: c.rootCause!,
    reportImprovement: c.measures.map((m) => m.what).join('；'),
  });
  const prevention = c.prevention ?? '纳入出厂检验必检项，列入下月质量例会';
  script.take(pass(h, 3), expert, complaint, 'note_prevention', h.complaint, { prevention });
  script.take(pass(h, 4), desk, complaint, 'close', h.complaint);
  const effect = { effect: '后续同型号订单未再出现同类问题', effective: true };
  for (const made of h.measures) script.take(time.after(h.at, 30), 'xuli', measure, 'check', made, effect);
}

function unfounded(h: Handling): void {
  h.story.script.take(pass(h, 3), h.desk, complaint, 'close_unfounded', h.complaint, { closingReason: h.c.closing! });
  revisit(h, pass(h, 20));
}

function unsatisfied(h: Handling): void {
  revisit(h, pass(h, 16), h.c.closing);
  h.story.script.take(pass(h, 20), 'chenguoqiang', complaint, 'close_unsatisfied', h.complaint, {
    reason: '客户要求赔偿全部停产损失，超出合同约定；已按合同赔付并说明理由',
    recourse: '双方约定可提交苏州仲裁委员会仲裁',
  });
}

function reportUp(h: Handling): void {
  const why = { escalatedBecause: h.c.closing!, ...(h.c.end === 'major' && { major: true }) };
  h.story.script.take(pass(h, 4), h.desk, complaint, 'escalate', h.complaint, why);
}

const methodsOf = ({ c }: Handling): string => c.methods ?? '与客户电话沟通，查阅出厂试验记录，现场拆检';

function planMeasure(h: Handling, m: MeasureCase, hours: number): Made {
  const { script, time, cast } = h.story;
  const at = pass(h, hours);
  const dates = { yesterday: time.workday(time.today, -1), today: time.today, later: time.workday(time.today, 4) };
  const due = m.due ? dates[m.due] : time.workday(time.dateOf(at), m.days ?? 4);
  const { what, who, category = 'product' } = m;
  const input = () => ({ complaint: h.complaint.id, category, what, department: cast.department(who), owner: cast.id(who), due });
  return script.create(at, h.expert, measure, input);
}

/** The visit that follows the handling. @param reason why the customer is not satisfied; left out: they are. */
function revisit({ story, complaint: made, desk, caller }: Handling, at: number, reason?: string): void {
  const visit = found(
    'select id from return_visit where complaint = $1 order by created_at desc, length(number) desc, number desc limit 1',
    () => made.id,
  );
  const score = reason === undefined ? 4 : 2;
  story.script.take(at, desk, returnVisit, 'record', visit, {
    method: 'phone',
    contactName: caller.name,
    function: score,
    performance: score,
    quality: score,
    service: score,
    timeliness: score,
    satisfied: reason === undefined,
    opinions: reason ?? '处理结果认可',
    newNeeds: null,
    ...(reason !== undefined && { reason }),
  });
  story.script.take(at + 5 * 60_000, desk, returnVisit, 'close', visit);
}
