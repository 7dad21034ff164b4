import { seatsOf } from '../../declare/approval-guards.ts';
import type { AnyDoc } from '../../declare/record.ts';
import { type Bilingual, bilingual } from '../../declare/words.ts';
import { invalid, notFound } from '../../problem.ts';
import type { Actor } from '../actor.ts';
import { instantText } from '../columns.ts';
import { circumstances } from '../config.ts';
import { cite, type Reason } from '../deed.ts';
import type { Kernel } from '../kernel.ts';
import type { Kind } from '../kind.ts';
import { load } from '../load.ts';
import { read } from '../read.ts';
import { type Content, frozen, partsOf } from './content.ts';
import { type Difference, differencesOf } from './differences.ts';
import { type Right, rightsOf, rightTo } from './people.ts';
import { covers } from './rules.ts';
import { approvalsOf, type Ballot, type Run } from './state.ts';

/** One decision that waits for somebody. Instants are ISO strings. */
export interface Task {
  /** The commitment under which the decision is owed. */
  id: string;
  record: string;
  recordId: string;
  number: string;
  /** What the record's title field says. */
  title: unknown;
  approval: string;
  approvalName: Bilingual;
  seat: string;
  seatName: Bilingual;
  /** How many times the record has been submitted. */
  run: number;
  requester: string;
  openedAt: string;
  dueAt: string | null;
  /** Whether its time was over when the clock last looked. */
  overdue: boolean;
  /** The absent person for whom the actor would decide. */
  for: string | null;
  content: number;
  again: Ballot['again'];
  added: Ballot['added'];
  /** Each is answered for by whoever approves. */
  checks: readonly { name: string; label: Bilingual }[];
}

/** A decision with everything that it is made on. */
export interface TaskInFull extends Task {
  /** What this seat covers, frozen as it lies before the reviewer. Confidential fields are null for those who may not read them. */
  frozen: Content;
  /** What the program works out from it, such as totals, as it now stands. */
  derived: Content;
  /** What has changed since this seat last saw it, or since the record was last submitted; null when it was never seen before. */
  differences: readonly Difference[] | null;
  /** How every seat stands. */
  seats: readonly SeatView[];
  /** Seats that can be asked again (退回). */
  returnable: readonly string[];
  clauses: Reason['clauses'];
}

export interface SeatView {
  seat: string;
  name: Bilingual;
  role: string;
  employee: string | null;
  state: Ballot['state'];
  added: Ballot['added'];
  again: Ballot['again'];
  decided: Ballot['decided'];
}

interface Row {
  id: string;
  record: string;
  recordId: string;
  control: string;
  openedAt: string;
  dueAt: string | null;
  breached: boolean;
}

const COLUMNS = `c.id, c.record, c.record_id as "recordId", c.control, ${instantText('c.opened_at')} as "openedAt", ${instantText('c.due_at')} as "dueAt", c.outcome = 'breached' as breached`;

/**
 * What waits for the actor's decision, their own and that of people for whom they stand in, the earliest due first; never what they
 * submitted themselves. Pages by key.
 */
export async function tasksOf(
  kernel: Kernel,
  actor: Actor,
  { limit, after }: { limit: number; after: string | null },
  now: number,
): Promise<{ items: Task[]; next: string | null }> {
  const [due, id] = after === null ? ['-infinity', LOWEST] : (after.split('_') as [string, string | undefined]);
  if (id === undefined || !UUID.test(id) || (due !== '-infinity' && due !== 'infinity' && Number.isNaN(Date.parse(due))))
    throw invalid([{ pointer: '/after', detail: { zh: '翻页位置无效。', en: 'The page position is not valid.' } }]);
  const rights = await rightsAt(kernel, actor, now);
  const { rows } = await kernel.pool.query<Row>({
    name: 'review_tasks',
    text: `select ${COLUMNS} from commitment c
where c.settled_at is null and split_part(c.control, '.', 2) = 'approvals' and (coalesce(c.due_at, 'infinity'), c.id) > ($3::timestamptz, $4::uuid)
  and (c.debtor_employee = any($1::uuid[]) or (c.debtor_employee is null and c.debtor_role = any($2::text[])))
order by coalesce(c.due_at, 'infinity'), c.id limit $5`,
    values: [rights.map((r) => r.employee), [...new Set(rights.flatMap((r) => r.roles))], due, id, limit + 1],
  });
  const page = rows.slice(0, limit);
  const docs = await docsOf(kernel, actor, page, now);
  const items = page.flatMap((row) => {
    const doc = docs.get(row.recordId);
    const task = doc && taskOf(kernel, actor, rights, row, doc);
    return task ? [task.task] : [];
  });
  const last = rows.length > limit ? page.at(-1) : undefined;
  return { items, next: last ? `${last.dueAt ?? 'infinity'}_${last.id}` : null };
}

/** One of them, with what it is decided on. Reading confidential fields leaves its trace. @throws Problem not-found. */
export async function taskInFull(kernel: Kernel, actor: Actor, id: string, now: number): Promise<TaskInFull> {
  const { rows } = await kernel.pool.query<Row>({
    name: 'review_task_row',
    text: `select ${COLUMNS} from commitment c where c.id = $1 and c.settled_at is null and split_part(c.control, '.', 2) = 'approvals'`,
    values: [id],
  });
  const row = rows[0];
  const kind = row && kernel.registry.kinds.get(row.record);
  if (!row || !kind) throw notFound();
  const view = await read(kernel, actor, kind, row.recordId, now);
  const found = taskOf(kernel, actor, await rightsAt(kernel, actor, now), row, view.record);
  if (!found) throw notFound();
  const { task, run, ballot, parts } = found;
  const base = ballot.again?.seen ?? (ballot.again ? null : run.since);
  const contentAt = async (number: number): Promise<Content> => {
    const content = (await frozen(kernel.pool, row.recordId, task.approval, number)) ?? {};
    return Object.fromEntries(parts.map((part) => [part, view.withheld.includes(part) ? null : (content[part] ?? null)]));
  };
  const current = await contentAt(ballot.content);
  return {
    ...task,
    frozen: current,
    derived: Object.fromEntries(
      (kind.record.later ?? []).map((field) => [field, view.withheld.includes(field) ? null : (view.record[field] ?? null)]),
    ),
    differences: base === null ? null : differencesOf(await contentAt(base), current, parts),
    seats: run.ballots.map((b) => seatView(kind, task.approval, b)),
    returnable: [...new Set(run.ballots.filter((b) => b.decided !== null && b.seat !== ballot.seat).map((b) => b.seat))],
    clauses: cite(kernel.registry, row.control),
  };
}

const LOWEST = '00000000-0000-0000-0000-000000000000';
const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

async function rightsAt(kernel: Kernel, actor: Actor, now: number): Promise<Right[]> {
  return rightsOf(kernel.pool, actor, circumstances(await kernel.config(), now).today);
}

/** The records of a page, of those that the actor may see. */
async function docsOf(kernel: Kernel, actor: Actor, rows: readonly Row[], now: number): Promise<Map<string, AnyDoc>> {
  const docs = new Map<string, AnyDoc>();
  for (const name of new Set(rows.map((row) => row.record))) {
    const ids = [...new Set(rows.filter((row) => row.record === name).map((row) => row.recordId))];
    const { byId } = await load(kernel.pool, kernel.registry.kind(name), actor, ids, now);
    for (const [id, { doc }] of byId) docs.set(id, doc);
  }
  return docs;
}

interface Found {
  task: Task;
  run: Run;
  ballot: Ballot;
  /** What the seat covers. */
  parts: string[];
}

function taskOf(kernel: Kernel, actor: Actor, rights: readonly Right[], row: Row, doc: AnyDoc): Found | null {
  const kind = kernel.registry.kind(row.record);
  const [, , name = '', seatName = ''] = row.control.split('.');
  const run = approvalsOf(doc)[name];
  const ballot = run?.ballots.find((b) => b.promise === row.id);
  const approval = kind.record.approvals?.[name];
  const seat = approval && seatsOf(approval).find((s) => s.name === seatName)?.seat;
  const right = run && ballot && rightTo(run, ballot, actor, rights);
  if (!run || !ballot || !seat || !right) return null;
  const words = kind.words.approvals?.[name];
  const task: Task = {
    id: row.id,
    record: row.record,
    recordId: row.recordId,
    number: doc.number,
    title: kind.record.permit.confidential?.fields.includes(kind.record.title) ? null : doc[kind.record.title],
    approval: name,
    approvalName: bilingual(words?.name, name),
    seat: seatName,
    seatName: bilingual(words?.seats[seatName], seatName),
    run: run.run,
    requester: run.requester,
    openedAt: row.openedAt,
    dueAt: row.dueAt,
    overdue: row.breached,
    for: right.employee === actor.employee ? null : right.employee,
    content: ballot.content,
    again: ballot.again,
    added: ballot.added,
    checks: (seat.checks ?? []).map((check) => ({ name: check, label: bilingual(words?.checks[check], check) })),
  };
  return { task, run, ballot, parts: partsOf(kind).filter((part) => covers(seat, part, kind.later)) };
}

const seatView = (kind: Kind, approval: string, ballot: Ballot): SeatView => ({
  seat: ballot.seat,
  name: bilingual(kind.words.approvals?.[approval]?.seats[ballot.seat], ballot.seat),
  role: ballot.role,
  employee: ballot.employee,
  state: ballot.state,
  added: ballot.added,
  again: ballot.again,
  decided: ballot.decided,
});
