import { type Bilingual, bilingual, promiseWord } from '../declare/words.ts';
import { invalid, notFound } from '../problem.ts';
import type { Actor } from './actor.ts';
import type { Pause } from './clock/due.ts';
import { explain, remainingMs, type Segment } from './clock/explain.ts';
import { instantText } from './columns.ts';
import { cite, type Reason } from './deed.ts';
import type { Kernel } from './kernel.ts';
import { clockOf } from './promises.ts';
import type { Queryable } from './transaction.ts';
import { visibleRecordsSql } from './visible.ts';

/** A commitment as people read it. Instants are ISO strings, durations milliseconds. */
export interface CommitmentView {
  id: string;
  record: string;
  recordId: string;
  number: string;
  control: string;
  name: Bilingual;
  clauses: Reason['clauses'];
  debtor: { role: string; employee: string | null };
  creditor: { role: string; customer: string | null };
  openedAt: string;
  dueAt: string | null;
  outcome: 'open' | 'kept' | 'breached' | 'released';
  breachedAt: string | null;
  settledAt: string | null;
  settledBy: string | null;
  paused: boolean;
  remainingMs: number | null;
}

export interface CommitmentQuestion {
  outcome?: readonly string[];
  /** Only what each of these owes: any of its people in person, or one of its roles where nobody is named. */
  owedBy?: readonly Owing[];
  control?: string;
  clause?: string;
  customer?: string;
  record?: string;
  recordIds?: readonly string[];
  /** Due within these bounds, ISO instants. */
  from?: string;
  to?: string;
  /** Opened within these bounds: from the first on, before the second. */
  openedFrom?: string;
  openedBefore?: string;
  /** Still to be done: open, or broken and not yet made good. */
  standing?: boolean;
  limit: number;
  after: string | null;
}

/** People by their ids, and roles. */
export interface Owing {
  employees: readonly string[];
  roles: readonly string[];
}

interface Row extends Omit<CommitmentView, 'name' | 'clauses' | 'debtor' | 'creditor' | 'paused' | 'remainingMs'> {
  debtorRole: string;
  debtorEmployee: string | null;
  creditorRole: string;
  customer: string | null;
  amount: string | null;
  unit: string;
  calendar: string | null;
  pauses: Pause[];
}

const COLUMNS = `c.id, c.record, c.record_id as "recordId", c.number, c.control, c.debtor_role as "debtorRole", c.debtor_employee as "debtorEmployee", c.creditor as "creditorRole",
  c.customer, ${instantText('c.opened_at')} as "openedAt", ${instantText('c.due_at')} as "dueAt", c.outcome, ${instantText('c.breached_at')} as "breachedAt",
  ${instantText('c.settled_at')} as "settledAt", c.settled_by as "settledBy", c.amount, c.unit, c.calendar, c.pauses`;

/** What an actor owes: in person, or by role. */
export const owedByActor = ({ employee, roles }: Actor): Owing => ({
  employees: employee === null ? [] : [employee],
  roles,
});

/** Commitments on records that the actor may see, the earliest due first; paused ones last. Pages by key. */
export async function listCommitments(
  kernel: Kernel,
  actor: Actor,
  q: CommitmentQuestion,
  now: number,
): Promise<{ items: CommitmentView[]; next: string | null }> {
  const values: unknown[] = [];
  const p = (value: unknown): string => `$${values.push(value)}`;
  const where = conditions(kernel, actor, q, values);
  if (q.after) {
    const [due, id] = q.after.split('_');
    if (!id || (due !== 'null' && Number.isNaN(Date.parse(due ?? ''))))
      throw invalid([{ pointer: '/after', detail: { zh: '翻页位置无效。', en: 'The page position is not valid.' } }]);
    where.push(`(coalesce(c.due_at, 'infinity'), c.id) > (${p(due === 'null' ? 'infinity' : due)}::timestamptz, ${p(id)}::uuid)`);
  }
  const { rows } = await kernel.pool.query<Row>(
    `select ${COLUMNS} from commitment c where ${where.join(' and ')} order by coalesce(c.due_at, 'infinity'), c.id limit ${p(q.limit + 1)}`,
    values,
  );
  const config = await kernel.config();
  const items = rows.slice(0, q.limit).map((row) => viewOf(kernel, row, remainingMs(clockOfRow(row, config), now)));
  const last = rows.length > q.limit ? items.at(-1) : undefined;
  return { items, next: last ? `${last.dueAt ?? 'null'}_${last.id}` : null };
}

/** What a day holds: how many commitments are due on it, by how they stand. */
export interface CommitmentDay {
  /** `YYYY-MM-DD` in the company's zone. */
  day: string;
  /** Open and in time; open or broken and not made good after the due instant; kept; made good late; released. */
  open: number;
  overdue: number;
  kept: number;
  late: number;
  released: number;
}

/** The days on which commitments are due, earliest first, with how many and how they stand. `now` in epoch milliseconds. */
export async function commitmentDays(
  kernel: Kernel,
  actor: Actor,
  q: Omit<CommitmentQuestion, 'limit' | 'after'>,
  now: number,
): Promise<CommitmentDay[]> {
  const { zone } = await kernel.config();
  const values: unknown[] = [zone, new Date(now)];
  const where = conditions(kernel, actor, q, values);
  const { rows } = await kernel.pool.query<CommitmentDay>(
    `select to_char(c.due_at at time zone $1, 'YYYY-MM-DD') as day,
  (count(*) filter (where c.outcome = 'open' and c.due_at > $2))::int as open,
  (count(*) filter (where c.settled_at is null and (c.outcome = 'breached' or c.due_at <= $2)))::int as overdue,
  (count(*) filter (where c.outcome = 'kept'))::int as kept,
  (count(*) filter (where c.outcome = 'breached' and c.settled_at is not null))::int as late,
  (count(*) filter (where c.outcome = 'released'))::int as released
from commitment c where ${where.join(' and ')} and c.due_at is not null group by 1 order by 1`,
    values,
  );
  return rows;
}

/** The conditions of a question on row `c`; their values are added to `values`. */
function conditions(kernel: Kernel, actor: Actor, q: Omit<CommitmentQuestion, 'limit' | 'after'>, values: unknown[]): string[] {
  const p = (value: unknown): string => `$${values.push(value)}`;
  const where = [visibleSql(kernel, actor, values)];
  if (q.outcome) where.push(`c.outcome = any(${p(q.outcome)}::text[])`);
  if (q.standing) where.push('c.settled_at is null');
  for (const { employees, roles } of q.owedBy ?? [])
    where.push(
      `(c.debtor_employee = any(${p(employees)}::uuid[]) or (c.debtor_employee is null and c.debtor_role = any(${p(roles)}::text[])))`,
    );
  if (q.control) where.push(`c.control = ${p(q.control)}`);
  if (q.clause) where.push(`${p(q.clause)} = any(c.clauses)`);
  if (q.customer) where.push(`c.customer = ${p(q.customer)}::uuid`);
  if (q.record) where.push(`c.record = ${p(q.record)}`);
  if (q.recordIds) where.push(`c.record_id = any(${p(q.recordIds)}::uuid[])`);
  if (q.from) where.push(`c.due_at >= ${p(q.from)}::timestamptz`);
  if (q.to) where.push(`c.due_at <= ${p(q.to)}::timestamptz`);
  if (q.openedFrom) where.push(`c.opened_at >= ${p(q.openedFrom)}::timestamptz`);
  if (q.openedBefore) where.push(`c.opened_at < ${p(q.openedBefore)}::timestamptz`);
  return where;
}

/** One commitment with its clock, segment by segment: what ran, what was closed or paused and why. @throws Problem not-found. */
export async function explainCommitment(
  kernel: Kernel,
  actor: Actor,
  id: string,
  now: number,
): Promise<CommitmentView & { segments: Segment[] }> {
  const values: unknown[] = [id];
  const { rows } = await kernel.pool.query<Row>(
    `select ${COLUMNS} from commitment c where c.id = $1::uuid and ${visibleSql(kernel, actor, values)}`,
    values,
  );
  const row = rows[0];
  if (!row) throw notFound();
  const config = await kernel.config();
  const clock = clockOfRow(row, config);
  return { ...viewOf(kernel, row, remainingMs(clock, now)), segments: explain(clock, now) };
}

/** Whether the actor may see the record that a commitment stands on. */
export async function isVisible(kernel: Kernel, client: Queryable, actor: Actor, id: string): Promise<boolean> {
  const values: unknown[] = [id];
  const { rows } = await client.query(
    `select 1 from commitment c where c.id = $1::uuid and ${visibleSql(kernel, actor, values)}`,
    values,
  );
  return rows.length > 0;
}

/** A commitment is visible with its record. */
const visibleSql = (kernel: Kernel, actor: Actor, values: unknown[]): string =>
  visibleRecordsSql(
    [...kernel.registry.kinds.values()].filter(
      ({ record }) => Object.keys(record.deadlines).length > 0 || record.approvals !== undefined,
    ),
    actor,
    values,
    { record: 'c.record', id: 'c.record_id' },
  );

const clockOfRow = (row: Row, config: Parameters<typeof clockOf>[1]) => ({
  ...clockOf(
    {
      openedAt: Date.parse(row.openedAt),
      amount: row.amount === null ? null : Number(row.amount),
      unit: row.unit,
      calendar: row.calendar,
      dueAt: row.dueAt === null ? null : Date.parse(row.dueAt),
      pauses: row.pauses,
    },
    config,
  ),
  settledAt: row.settledAt === null ? null : Date.parse(row.settledAt),
});

function viewOf(kernel: Kernel, row: Row, remaining: number | null): CommitmentView {
  const { debtorRole, debtorEmployee, creditorRole, customer, pauses, amount: _, unit: __, calendar: ___, ...rest } = row;
  return {
    ...rest,
    name: bilingual(promiseWord(kernel.registry.kinds.get(row.record)?.words, row.control), row.control),
    clauses: cite(kernel.registry, row.control),
    debtor: { role: debtorRole, employee: debtorEmployee },
    creditor: { role: creditorRole, customer },
    paused: pauses.some((pause) => pause.to === null),
    remainingMs: row.settledAt === null ? remaining : null,
  };
}
