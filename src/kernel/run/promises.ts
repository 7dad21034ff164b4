import type { AnyDeadline, AnyDoc, At } from '../declare/record.ts';
import { startsOf } from '../declare/record.ts';
import { isSetting } from '../declare/setting.ts';
import type { Span } from '../declare/span.ts';
import { type Clock, dueAt, endOfDay, isLate, lateFrom, type Pause, rungAt } from './clock/due.ts';
import type { Config } from './config.ts';
import { newId } from './id.ts';
import type { Kind } from './kind.ts';
import type { Registry } from './registry.ts';

/** A commitment as it is written when it opens. Instants are epoch milliseconds. */
export interface Opened {
  id: string;
  control: string;
  clauses: readonly string[];
  debtorRole: string;
  debtorEmployee: string | null;
  creditor: string;
  customer: string | null;
  openedAt: number;
  amount: number | null;
  unit: string;
  calendar: string | null;
  calendarVersion: number | null;
  dueAt: number | null;
  wakeAt: number | null;
  rung: number;
}

/** An unsettled commitment as it is loaded with its record. */
export interface Standing {
  id: string;
  control: string;
  outcome: 'open' | 'breached';
  openedAt: number;
  amount: number | null;
  unit: string;
  calendar: string | null;
  dueAt: number | null;
  pauses: Pause[];
}

export interface Settled {
  id: string;
  control: string;
  outcome: 'kept' | 'breached' | 'released';
  breachedAt: number | null;
  settledAt: number;
}

export interface Redated {
  id: string;
  control: string;
  from: number | null;
  dueAt: number | null;
  amount: number | null;
  unit: string;
  wakeAt: number | null;
}

/** A promise whose record names another person now. */
export interface Handed {
  id: string;
  control: string;
  employee: string | null;
}

export interface Promises {
  opened: Opened[];
  settled: Settled[];
  redated: Redated[];
  handed: Handed[];
}

/** What a deed means for the promises of its record: which it settles, opens and dates anew. Pure. */
export function promisesOf(
  { registry, untold }: { registry: Registry; untold: ReadonlySet<string> },
  kind: Kind,
  before: AnyDoc | null,
  after: AnyDoc,
  standing: readonly Standing[],
  at: At,
  config: Config,
): Promises {
  const result: Promises = { opened: [], settled: [], redated: [], handed: [] };
  for (const [name, deadline] of Object.entries(kind.record.deadlines)) {
    const control = `${kind.record.name}.deadlines.${name}`;
    const own = standing.filter((c) => c.control === control);
    const entered = before?.state !== after.state;
    const ends = entered && (deadline.keptBy.includes(after.state) || (deadline.releasedBy?.includes(after.state) ?? false));
    if (ends) result.settled.push(...own.map((c) => settlePromise(c, deadline.keptBy.includes(after.state), at.now, config)));
    else if (own.length > 0) {
      result.redated.push(...own.flatMap((c) => redate(c, deadline, before, after, at, config)));
      const employee = deadline.debtorEmployee?.(after) ?? null;
      if (before && employee !== (deadline.debtorEmployee?.(before) ?? null))
        result.handed.push(...own.map(({ id }) => ({ id, control, employee })));
    }
    const begins = entered || isPromisedNow(deadline, before, after);
    if (begins && startsOf(deadline).includes(after.state) && (ends || own.length === 0) && !untold.has(control)) {
      const opened = openPromise(registry, control, deadline, after, at, config);
      if (opened) result.opened.push(opened);
    }
  }
  return result;
}

/** A date that is filled in while the state already asks for it is promised from then on. */
const isPromisedNow = ({ by }: AnyDeadline, before: AnyDoc | null, after: AnyDoc): boolean =>
  by !== undefined && before !== null && by(before) === null && by(after) !== null;

/** Late is late, also when the clock's own tick has not come round yet. A paused promise cannot be late. */
export function settlePromise(c: Standing, kept: boolean, now: number, config: Config): Settled {
  const late = c.outcome === 'breached' || isLate(clockOf(c, config), now);
  return {
    id: c.id,
    control: c.control,
    outcome: late ? 'breached' : kept ? 'kept' : 'released',
    breachedAt: late ? c.dueAt : null,
    settledAt: now,
  };
}

type Timed = Pick<Opened, 'openedAt' | 'amount' | 'unit' | 'dueAt'> & { calendar: string | null; pauses: readonly Pause[] };

/** The clock of a commitment, on the calendar that it was opened on. */
export const clockOf = (c: Timed, config: Config): Clock => ({
  cal: (c.calendar !== null && config.calendars.get(c.calendar)) || config.calendar,
  openedAt: c.openedAt,
  span: c.amount === null ? null : { amount: c.amount, unit: c.unit as Span['unit'] },
  pauses: c.pauses,
  dueAt: c.dueAt,
  settledAt: null,
});

export function openPromise(
  registry: Registry,
  control: string,
  deadline: AnyDeadline,
  doc: AnyDoc,
  at: At,
  config: Config,
): Opened | null {
  const term = termOf(deadline, doc, at, config);
  if (!term) return null;
  const { span } = term;
  const debtorEmployee = deadline.debtorEmployee?.(doc) ?? null;
  const calendar = calendarOf(config, debtorEmployee, doc['department']);
  const timed = {
    openedAt: at.now,
    amount: span?.amount ?? null,
    unit: span?.unit ?? 'date',
    calendar: span ? calendar.spec.id : null,
    dueAt: span ? dueAt(calendar, at.now, span, []) : term.due,
  };
  return {
    ...timed,
    id: newId(),
    control,
    clauses: registry.clauseIdsOf(control),
    debtorRole: deadline.debtor,
    debtorEmployee,
    creditor: deadline.creditor,
    customer: typeof doc['customer'] === 'string' ? doc['customer'] : null,
    calendarVersion: span ? calendar.spec.version : null,
    wakeAt: wakeAt(config, deadline, { ...timed, pauses: [] }, 0),
    rung: 0,
  };
}

/** A promise runs on the calendar of where its debtor works: the person's, or else that of the department which the record names; otherwise the company's. */
const calendarOf = ({ sites, calendar }: Config, person: string | null, department: unknown) =>
  sites.get(person ?? '') ?? sites.get(typeof department === 'string' ? department : '') ?? calendar;

/** A promise whose terms follow from the record is dated anew when the record changes; it keeps its start and its pauses. */
function redate(c: Standing, deadline: AnyDeadline, before: AnyDoc | null, after: AnyDoc, at: At, config: Config): Redated[] {
  if (c.outcome !== 'open' || !before) return [];
  if (typeof deadline.within !== 'function') return [];
  const [old, now] = [spanOf(deadline.within(before), at), spanOf(deadline.within(after), at)];
  if (!now || (old && old.amount === now.amount && old.unit === now.unit)) return [];
  const timed = { ...c, amount: now.amount, unit: now.unit, dueAt: dueAt(clockOf(c, config).cal, c.openedAt, now, c.pauses) };
  return [
    {
      id: c.id,
      control: c.control,
      from: c.dueAt,
      dueAt: timed.dueAt,
      amount: now.amount,
      unit: now.unit,
      wakeAt: wakeAt(config, deadline, timed, 0),
    },
  ];
}

function termOf(deadline: AnyDeadline, doc: AnyDoc, at: At, config: Config): { span: Span | null; due: number } | null {
  if (deadline.by) {
    const promised = deadline.by(doc);
    if (promised === null) return null;
    return { span: null, due: promised.length === 10 ? endOfDay(promised, config.zone) : Date.parse(promised) };
  }
  const span = spanOf(typeof deadline.within === 'function' ? deadline.within(doc) : (deadline.within ?? null), at);
  return span && { span, due: 0 };
}

const spanOf = (
  said: Span | ReturnType<Extract<NonNullable<AnyDeadline['within']>, (...args: never[]) => unknown>>,
  at: At,
): Span | null => (isSetting(said) ? (at.setting(said) as Span) : said);

const ladders = new WeakMap<AnyDeadline, { percent: number; notify: string[] }[]>();

/** The rungs of a promise: who hears at what share of its time, in order; the breach itself (100) is always one. */
export function ladderOf(deadline: AnyDeadline): { percent: number; notify: string[] }[] {
  const held = ladders.get(deadline);
  if (held) return held;
  const rungs = new Map<number, string[]>([[100, [deadline.debtor]]]);
  for (const { percent, notify } of deadline.escalation ?? [])
    rungs.set(percent, [...(rungs.get(percent) ?? [deadline.debtor]), notify]);
  const ladder = [...rungs]
    .map(([percent, notify]) => ({ percent, notify: [...new Set(notify)] }))
    .sort((a, b) => a.percent - b.percent);
  ladders.set(deadline, ladder);
  return ladder;
}

/** When the clock must look at a promise again: the instant of its next rung; null when it is paused or has none left. */
export function wakeAt(config: Config, deadline: AnyDeadline, c: Timed, rung: number): number | null {
  const next = ladderOf(deadline)[rung];
  if (!next || c.dueAt === null) return null;
  const clock = clockOf(c, config);
  if (next.percent === 100) return lateFrom(clock);
  if (clock.span === null) return Math.round(c.openedAt + ((c.dueAt - c.openedAt) * next.percent) / 100);
  return rungAt(clock.cal, c.openedAt, clock.span, next.percent, c.pauses);
}
