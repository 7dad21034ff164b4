import { notAllowed, notFound, Problem } from '../problem.ts';
import type { Actor } from './actor.ts';
import { dueAt, type Pause } from './clock/due.ts';
import { journalCommitments } from './commitment-entries.ts';
import { isVisible } from './commitments.ts';
import { mayTake } from './deed.ts';
import type { Kernel } from './kernel.ts';
import { clockOf, ladderOf, wakeAt } from './promises.ts';
import { deadlineNamed } from './tick.ts';
import { inTransaction } from './transaction.ts';

interface Held {
  record: string;
  record_id: string;
  control: string;
  debtor_role: string;
  debtor_employee: string | null;
  opened_at: Date;
  amount: string | null;
  unit: string;
  calendar: string | null;
  due_at: Date | null;
  pauses: Pause[];
  outcome: string;
  version: number;
  head: Buffer | null;
}

/**
 * Stops the clock of an open commitment, with a reason. Only whoever owes it, or hears of its breach, may; a promised date does not pause.
 * @throws Problem not-found, not-allowed, wrong-state.
 */
export const pause = (kernel: Kernel, actor: Actor, id: string, why: string, now: number): Promise<void> =>
  hold(kernel, actor, id, now, 'pause', why);

/** Starts the clock again; the paused time does not count. @throws Problem not-found, not-allowed, wrong-state. */
export const resume = (kernel: Kernel, actor: Actor, id: string, now: number): Promise<void> =>
  hold(kernel, actor, id, now, 'resume', '');

async function hold(kernel: Kernel, actor: Actor, id: string, now: number, step: 'pause' | 'resume', why: string): Promise<void> {
  const config = await kernel.config();
  await inTransaction(kernel.pool, async (client) => {
    const { rows } = await client.query<Held>('select * from commitment where id = $1 for update', [id]);
    const row = rows[0];
    if (!row || !(await isVisible(kernel, client, actor, id))) throw notFound();
    const deadline = deadlineNamed(kernel, row.control)!;
    const roles = [...new Set([row.debtor_role, ...ladderOf(deadline).flatMap((rung) => rung.notify)])];
    const inPerson = row.debtor_employee !== null && row.debtor_employee === actor.employee;
    if (!inPerson && !mayTake(roles, actor)) throw notAllowed(roles);
    const paused = row.pauses.some((p) => p.to === null);
    if (row.outcome !== 'open' || row.amount === null || paused === (step === 'pause')) throw cannotHold(row, step);
    const pauses =
      step === 'pause'
        ? [...row.pauses, { from: now, to: null, why }]
        : row.pauses.map((p) => (p.to === null ? { ...p, to: now } : p));
    const timed = {
      openedAt: row.opened_at.getTime(),
      amount: Number(row.amount),
      unit: row.unit,
      calendar: row.calendar,
      dueAt: row.due_at?.getTime() ?? null,
      pauses,
    };
    const clock = clockOf(timed, config);
    const due = dueAt(clock.cal, timed.openedAt, clock.span!, pauses);
    const wake = wakeAt(config, deadline, { ...timed, dueAt: due }, 0);
    await client.query('update commitment set pauses = $2, due_at = $3, wake_at = $4, rung = 0 where id = $1', [
      id,
      JSON.stringify(pauses),
      due === null ? null : new Date(due),
      wake === null ? null : new Date(wake),
    ]);
    const body = {
      control: row.control,
      record: row.record,
      recordId: row.record_id,
      ...(why ? { why } : {}),
      due: [row.due_at?.toISOString() ?? null, due === null ? null : new Date(due).toISOString()],
    };
    await journalCommitments(client, kernel.key, [
      { id, version: row.version, head: row.head, step, at: now, actor: actor.id, body },
    ]);
  });
}

function cannotHold(row: Held, step: 'pause' | 'resume'): Problem {
  if (row.amount === null)
    return new Problem('wrong-state', 409, {
      zh: '约定了日期的承诺不能暂停计时。',
      en: 'A promise for a date cannot be paused.',
    });
  if (row.outcome !== 'open')
    return new Problem('wrong-state', 409, { zh: '这项承诺已经了结或违约。', en: 'This promise is already settled or broken.' });
  return step === 'pause'
    ? new Problem('wrong-state', 409, { zh: '这项承诺已经暂停计时。', en: 'The clock of this promise is already paused.' })
    : new Problem('wrong-state', 409, { zh: '这项承诺没有暂停计时。', en: 'The clock of this promise is not paused.' });
}
