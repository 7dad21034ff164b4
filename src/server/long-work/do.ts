import type { Task } from 'graphile-worker';
import { type Bilingual, Problem } from '#kernel/problem';
import type { Actor } from '#kernel/run/actor';
import type { Kernel } from '#kernel/run/kernel';
import { loadActor } from '#server/access/load-actor';
import { exportRows } from '#server/exports/export';
import type { FileStore } from '#server/files/store';
import { bringIn } from '#server/record-import/bring-in';
import { type Work, type WorkKind, workOf } from './work.ts';

/** What work is done with. */
export interface Doing {
  kernel: Kernel;
  files: FileStore;
  work: Work;
  /** Whoever asked, with the rights of now. */
  actor: Actor;
  now: () => number;
  /**
   * To be called at every rest: writes down how far the work is, and throws `Cancelled` where whoever asked does not want it any more.
   */
  rest: (progress: { done: number; total?: number; counts?: Record<string, number> }) => Promise<void>;
}

const DOES: Record<WorkKind, (doing: Doing) => Promise<void>> = { export: exportRows, import: bringIn };

/** Whoever asked has asked for the end. */
export class Cancelled extends Error {}

/** The program stops; the queue begins the work again when it is back. */
class Interrupted extends Error {}

/** Does long work, once: what it cannot do is told to whoever asked. Begun again after a crash, it begins from the start. */
export function longWorkTask({ kernel, files, now }: Pick<Doing, 'kernel' | 'files' | 'now'>): Task {
  const { pool } = kernel;
  const end = (id: string, state: Work['state'], problem: Bilingual | null) =>
    pool.query('update long_work set state = $2, problem = $3, ended_at = $4 where id = $1', [
      id,
      state,
      problem && JSON.stringify(problem),
      new Date(now()),
    ]);
  return async (payload, helpers) => {
    const { id } = payload as { id: string };
    const begun = await pool.query<{ actor: string; locale: Actor['locale'] }>(
      `update long_work set state = 'running', started_at = $2, rested_at = $2 where id = $1 and state in ('waiting', 'running') returning actor, locale`,
      [id, new Date(now())],
    );
    const asker = begun.rows[0];
    if (!asker) return;
    const actor = await loadActor(pool, asker.actor, asker.locale, new Date(now()));
    const work = actor && (await workOf(pool, actor, id));
    if (!work) {
      await end(id, 'failed', GONE);
      return;
    }
    const rest: Doing['rest'] = async ({ done, total, counts }) => {
      if (helpers.abortSignal?.aborted) throw new Interrupted();
      const { rows } = await pool.query<{ cancelled: boolean }>({
        name: 'long_work_rest',
        text: `update long_work set done = $2, total = coalesce($3, total), counts = coalesce($4, counts), rested_at = $5 where id = $1
returning cancel_asked_at is not null as cancelled`,
        values: [id, done, total ?? null, counts ? JSON.stringify(counts) : null, new Date(now())],
      });
      if (rows[0]?.cancelled !== false) throw new Cancelled();
    };
    try {
      await DOES[work.kind]({ kernel, files, work, actor, now, rest });
      await end(id, 'done', null);
    } catch (error) {
      if (error instanceof Interrupted || (error instanceof Problem && error.slug === 'busy')) throw error; // tried again by the queue
      if (error instanceof Cancelled) await end(id, 'cancelled', null);
      else if (error instanceof Problem) await end(id, 'failed', sentenceOf(error));
      else {
        await end(id, 'failed', FAULT);
        helpers.logger.error(`long work ${id}: ${(error as Error).stack ?? String(error)}`);
      }
    }
  };
}

const GONE: Bilingual = {
  zh: '提出者已停用或已离职，没有执行。',
  en: 'Whoever asked may not come in any more; nothing was done.',
};
const FAULT: Bilingual = {
  zh: '系统出错，没有做完。请再试一次，仍然失败请联系管理员。',
  en: 'Something went wrong and it was not finished. Please try again; if it fails again, tell an administrator.',
};

/** What a problem says, with the first of its faults. */
function sentenceOf({ title, extensions }: Problem): Bilingual {
  const [first] = (extensions['errors'] ?? []) as { pointer: string; detail: Bilingual }[];
  return first ? { zh: `${title.zh}${first.detail.zh}`, en: `${title.en} ${first.detail.en}` } : title;
}
