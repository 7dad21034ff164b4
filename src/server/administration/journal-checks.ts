import type { Task } from 'graphile-worker';
import type { Pool } from 'pg';
import { newId } from '#kernel/run/id';
import type { JournalKeys } from '#kernel/run/journal/seal';
import { verify } from '#kernel/run/journal/verify';
import type { Witness } from '#kernel/run/journal/witness';
import type { Kernel } from '#kernel/run/kernel';
import { commitmentTable } from '#server/journal-places';

/** The name of the job that examines the journal. */
export const CHECK_TASK = 'check_journal';

const CHECK = `id, asked_by as "askedBy",
  (select e.name from employee e where j.asked_by like 'employee:%' and e.id = substr(j.asked_by, 10)::uuid) as "askedByName",
  asked_at as "askedAt", state, rows, started_at as "startedAt", ended_at as "endedAt", share, report, fault`;

/** The examinations that were asked for, the newest first. */
export async function journalChecks(pool: Pool): Promise<object[]> {
  const { rows } = await pool.query<object>(`select ${CHECK} from journal_check j order by asked_at desc, id desc limit 50`);
  return rows;
}

/** How far the journal is sealed. */
export async function sealing(pool: Pool): Promise<object> {
  const { rows } = await pool.query<object>(
    `select coalesce(s.segment, 0) as segments, s.sealed_at as "sealedAt", encode(s.root, 'hex') as root, s.key_id as "keyId",
  (select count(*)::int from (select from journal where id > coalesce(s.to_id, 0) limit 100000) u) as unsealed
from (values (1)) one left join lateral (select segment, to_id, root, sealed_at, key_id from journal_seal order by segment desc limit 1) s on true`,
  );
  return rows[0]!;
}

/** Asks for an examination. One that waits or runs already is answered instead of a second. */
export async function askForCheck(kernel: Kernel, by: string, rows: boolean, now: number): Promise<{ id: string }> {
  const id = newId();
  const { rows: made } = await kernel.pool.query<{ id: string }>(
    `with asked as (
  insert into journal_check (id, asked_by, asked_at, rows) select $1, $2, $3, $4
  where not exists (select from journal_check where state in ('waiting', 'running') and asked_at > $3::timestamptz - interval '1 day') returning id
), queued as (select graphile_worker.add_job($5, json_build_object('id', id), max_attempts => 1) from asked)
select id from asked left join queued on true`,
    [id, by, new Date(now), rows, CHECK_TASK],
  );
  if (made[0]) return made[0];
  const { rows: others } = await kernel.pool.query<{ id: string }>(
    `select id from journal_check where state in ('waiting', 'running') order by asked_at desc limit 1`,
  );
  return others[0] ?? { id };
}

/** Examines the journal and keeps what was found. A fault of the journal is a finding; only what kept it from being read fails. */
export function checkJournalTask(
  { kernel, owner, keys, witness }: { kernel: Kernel; owner: Pool; keys: JournalKeys; witness: Witness },
  now: () => number,
): Task {
  return async (payload) => {
    const { id } = payload as { id: string };
    const { rows } = await owner.query<{ rows: boolean }>(
      `update journal_check set state = 'running', started_at = $2 where id = $1 returning rows`,
      [id, new Date(now())],
    );
    if (!rows[0]) return;
    let told = now();
    const onProgress = (what: 'entries' | 'rows', _count: number, share: number): void => {
      if (now() - told < PROGRESS_MS) return;
      told = now();
      const whole = rows[0]!.rows ? (what === 'entries' ? share / 2 : 0.5 + share / 2) : share;
      void owner.query('update journal_check set share = $2 where id = $1', [id, whole]).catch(() => undefined); // only a matter of comfort
    };
    const end = (state: 'done' | 'failed', report: object | null, fault: string | null) =>
      owner.query('update journal_check set state = $2, ended_at = $3, share = 1, report = $4, fault = $5 where id = $1', [
        id,
        state,
        new Date(now()),
        report && JSON.stringify(report),
        fault,
      ]);
    try {
      const records = [...kernel.registry.kinds.values(), commitmentTable];
      await end('done', await verify(owner, keys, witness, { records, rows: rows[0].rows, onProgress }), null);
    } catch (error) {
      await end('failed', null, (error as Error).message);
    }
  };
}

const PROGRESS_MS = 1_000;
