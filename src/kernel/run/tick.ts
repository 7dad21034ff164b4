import type { PoolClient } from 'pg';
import type { AnyDeadline } from '../declare/record.ts';
import { froms } from '../declare/record.ts';
import { seatDeadline } from './approval/promises.ts';
import { nextOpening } from './clock/due.ts';
import { quoted } from './columns.ts';
import { type CommitmentEvent, journalCommitments } from './commitment-entries.ts';
import type { Config } from './config.ts';
import { newId } from './id.ts';
import type { Kernel } from './kernel.ts';
import type { Kind } from './kind.ts';
import { columnNamed } from './list.ts';
import { clockOf, ladderOf, wakeAt } from './promises.ts';
import { inTransaction } from './transaction.ts';
import { systemActor } from './tx.ts';
import { offsetCache } from './zone.ts';

const BATCH = 500;
/** Older news is history (an import, a long outage): the breach is marked and counted, but nobody is woken for it. */
const NEWS = 7 * 86_400_000;

interface Due {
  id: string;
  record: string;
  record_id: string;
  number: string;
  control: string;
  debtor_role: string;
  debtor_employee: string | null;
  opened_at: Date;
  amount: string | null;
  unit: string;
  calendar: string | null;
  due_at: Date;
  pauses: { from: number; to: number | null; why: string }[];
  rung: number;
  version: number;
  head: Buffer | null;
}

/**
 * Marks what has fallen due by `now` and climbs the escalation ladders. Costs what is due, not what exists; any number of
 * processes may tick at once (each row is taken by one). Returns how many commitments were looked at.
 */
export async function tickPromises(kernel: Kernel, now: number): Promise<number> {
  const config = await kernel.config();
  for (let total = 0; ; ) {
    const looked = await inTransaction(kernel.pool, (client) => tickBatch(kernel, client, config, now));
    total += looked;
    if (looked < BATCH) return total;
  }
}

async function tickBatch(kernel: Kernel, client: PoolClient, config: Config, now: number): Promise<number> {
  const { rows } = await client.query<Due>({
    name: 'due',
    text: `select id, record, record_id, number, control, debtor_role, debtor_employee, opened_at, amount, unit, calendar, due_at, pauses, rung, version, head
from commitment where wake_at <= $1 order by wake_at limit ${BATCH} for update skip locked`,
    values: [new Date(now)],
  });
  if (rows.length === 0) return 0;
  const events: CommitmentEvent[] = [];
  const news: object[] = [];
  const moves = rows.map((row) => {
    const deadline = deadlineNamed(kernel, row.control);
    if (!deadline) return { id: row.id, rung: row.rung, wakeAt: null, breached: false };
    const timed = {
      openedAt: row.opened_at.getTime(),
      amount: row.amount === null ? null : Number(row.amount),
      unit: row.unit,
      calendar: row.calendar,
      dueAt: row.due_at.getTime(),
      pauses: row.pauses,
    };
    const ladder = ladderOf(deadline);
    let rung = row.rung;
    let wake = wakeAt(config, deadline, timed, rung);
    let breached = false;
    for (; wake !== null && wake <= now; wake = wakeAt(config, deadline, timed, ++rung)) {
      const { percent, notify } = ladder[rung]!;
      if (percent === 100) {
        breached = true;
        events.push({
          id: row.id,
          version: row.version,
          head: row.head,
          step: 'breach',
          at: timed.dueAt,
          actor: 'system',
          body: { control: row.control, record: row.record, number: row.number, due: row.due_at.toISOString() },
        });
      }
      if (now - wake <= NEWS)
        news.push(
          ...notify.map((role) => tell(row, role, percent, percent < 100 ? nextOpening(clockOf(timed, config).cal, now) : now)),
        );
    }
    return { id: row.id, rung, wakeAt: wake === null ? null : new Date(wake).toISOString(), breached };
  });
  await client.query({
    name: 'climb',
    text: `update commitment c set rung = m.rung, wake_at = m."wakeAt", outcome = case when m.breached then 'breached' else c.outcome end, breached_at = case when m.breached then c.due_at else c.breached_at end
from json_to_recordset($1::json) as m(id uuid, rung smallint, "wakeAt" timestamptz, breached boolean) where c.id = m.id`,
    values: [JSON.stringify(moves)],
  });
  if (events.length > 0) await journalCommitments(client, kernel.key, events);
  if (news.length > 0) await client.query({ name: 'news', text: NEWS_SQL, values: [JSON.stringify(news)] });
  return rows.length;
}

const NEWS_SQL = `insert into notification (id, at, role, employee, kind, record, record_id, number, commitment, due_at)
select n.id, n.at, n.role, n.employee, n.kind, n.record, n."recordId", n.number, n.commitment, n."dueAt"
from json_to_recordset($1::json) as n(id uuid, at timestamptz, role text, employee uuid, kind text, record text, "recordId" uuid, number text, commitment uuid, "dueAt" timestamptz)`;

/** The debtor hears in person where a person owes it, everybody else by role. */
function tell(row: Due, role: string, percent: number, at: number): object {
  const person = role === row.debtor_role ? row.debtor_employee : null;
  return {
    id: newId(),
    at: new Date(at).toISOString(),
    role: person ? null : role,
    employee: person,
    kind: percent < 100 ? 'due_soon' : percent === 100 ? 'breached' : 'still_overdue',
    record: row.record,
    recordId: row.record_id,
    number: row.number,
    commitment: row.id,
    dueAt: row.due_at.toISOString(),
  };
}

/** The deadline behind a control name, if it is still declared. */
export function deadlineNamed(kernel: Kernel, control: string): AnyDeadline | undefined {
  const [owner = '', sort, name = '', seat = ''] = control.split('.');
  const record = kernel.registry.kinds.get(owner)?.record;
  return sort === 'approvals' ? record && seatDeadline(record, name, seat) : record?.deadlines[name];
}

/**
 * Takes every duty whose date has come. The rows are locked where their dates are read, so that two processes never take one twice. Returns how many were taken.
 */
export async function tickDuties(kernel: Kernel, now: number): Promise<number> {
  const today = offsetCache((await kernel.config()).zone).dateOf(now);
  let taken = 0;
  for (const kind of kernel.registry.kinds.values()) {
    for (const { on, step } of Object.values(kind.record.duties ?? {}))
      taken += await takeDuty(kernel, kind, on, step, today, now);
  }
  return taken;
}

async function takeDuty(kernel: Kernel, kind: Kind, on: string, step: string, today: string, now: number): Promise<number> {
  const column = quoted(columnNamed(kind, on)!.column);
  const states = froms(kind.record.lifecycle[step]!);
  let total = 0;
  for (let round = 0; round < MOST_ROUNDS; round++) {
    const taken = await kernel.write(systemActor, now, async (tx) => {
      const rows = await tx.query<{ id: string }>(
        `select r.id from ${kind.table} r where r.state = any($1) and r.${column} <= $2::date order by r.${column}, length(r.number), r.number limit ${BATCH} for update skip locked`,
        [states, today],
      );
      await tx.take(kind.record as never, step as never, rows.map(({ id }) => ({ id })) as never);
      return rows.length;
    });
    total += taken;
    if (taken === 0) break;
  }
  return total;
}

/** A duty that does not move its date on would come up for ever; this many rounds also bound one tick's work. */
const MOST_ROUNDS = 200;
