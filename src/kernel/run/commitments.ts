import { type Bilingual, bilingual } from '../declare/words.ts';
import { invalid, notFound } from '../problem.ts';
import type { Actor } from './actor.ts';
import type { Pause } from './clock/due.ts';
import { explain, remainingMs, type Segment } from './clock/explain.ts';
import { instantText } from './columns.ts';
import { cite, type Reason } from './deed.ts';
import type { Kernel } from './kernel.ts';
import { scopeOf, scopeSql } from './load.ts';
import { clockOf } from './promises.ts';
import type { Queryable } from './transaction.ts';

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
  /** Only what the actor owes, in person or by role. */
  mine?: boolean;
  control?: string;
  clause?: string;
  customer?: string;
  record?: string;
  recordId?: string;
  /** Due within these bounds, ISO instants. */
  from?: string;
  to?: string;
  /** Still to be done: open, or broken and not yet made good. */
  standing?: boolean;
  limit: number;
  after: string | null;
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

/** Commitments on records that the actor may see, the earliest due first; paused ones last. Pages by key. */
export async function listCommitments(
  kernel: Kernel,
  actor: Actor,
  q: CommitmentQuestion,
  now: number,
): Promise<{ items: CommitmentView[]; next: string | null }> {
  const values: unknown[] = [];
  const p = (value: unknown): string => `$${values.push(value)}`;
  const where = [visibleSql(kernel, actor, values)];
  if (q.outcome) where.push(`c.outcome = any(${p(q.outcome)}::text[])`);
  if (q.standing) where.push('c.settled_at is null');
  if (q.mine)
    where.push(
      `(c.debtor_employee = ${p(actor.employee)}::uuid or (c.debtor_employee is null and c.debtor_role = any(${p(actor.roles)}::text[])))`,
    );
  if (q.control) where.push(`c.control = ${p(q.control)}`);
  if (q.clause) where.push(`${p(q.clause)} = any(c.clauses)`);
  if (q.customer) where.push(`c.customer = ${p(q.customer)}::uuid`);
  if (q.record) where.push(`c.record = ${p(q.record)}`);
  if (q.recordId) where.push(`c.record_id = ${p(q.recordId)}::uuid`);
  if (q.from) where.push(`c.due_at >= ${p(q.from)}::timestamptz`);
  if (q.to) where.push(`c.due_at <= ${p(q.to)}::timestamptz`);
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

/** A commitment is visible with its record: records seen whole by name, the others row by row. */
function visibleSql(kernel: Kernel, actor: Actor, values: unknown[]): string {
  const whole: string[] = [];
  const rows: string[] = [];
  for (const kind of kernel.registry.kinds.values()) {
    const scope = scopeOf(kind, actor);
    if (scope === 'all') whole.push(kind.record.name);
    else if (scope && Object.keys(kind.record.deadlines).length > 0) {
      rows.push(
        `(c.record = '${kind.record.name}' and exists (select 1 from ${kind.table} r where r.id = c.record_id and ${scopeSql(kind, scope, actor, values)}))`,
      );
    }
  }
  values.push(whole);
  return `(${[`c.record = any($${values.length}::text[])`, ...rows].join(' or ')})`;
}

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
  const [record = '', , deadline = ''] = row.control.split('.');
  const { debtorRole, debtorEmployee, creditorRole, customer, pauses, amount: _, unit: __, calendar: ___, ...rest } = row;
  return {
    ...rest,
    name: bilingual(kernel.registry.kinds.get(record)?.words.deadlines[deadline], row.control),
    clauses: cite(kernel.registry, row.control),
    debtor: { role: debtorRole, employee: debtorEmployee },
    creditor: { role: creditorRole, customer },
    paused: pauses.some((pause) => pause.to === null),
    remainingMs: row.settledAt === null ? remaining : null,
  };
}
