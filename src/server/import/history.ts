import { type Bilingual, Problem } from '#kernel/problem';
import type { Kernel } from '#kernel/run/kernel';
import type { Tx } from '#kernel/run/scene';
import { codeOf } from '#kernel/run/transaction';
import { systemActor } from '#kernel/run/tx';

/** Thrown in a dry run to take everything back. */
class TakenBack extends Error {}

/** No source says when an order was looked through. */
const UNTOLD: ReadonlySet<string> = new Set(['order.deadlines.dataRequest']);

export interface HistoryOptions {
  kernel: Kernel;
  /** Epoch milliseconds. */
  now: number;
  /** Does everything and takes it back. */
  dryRun: boolean;
}

/** Runs `work` in one transaction of replayed history; in a dry run it is taken back when it has succeeded. */
export async function writeHistory<T>({ kernel, now, dryRun }: HistoryOptions, work: (tx: Tx) => Promise<T>): Promise<T> {
  let done: { result: T } | undefined;
  const attempt = async (tx: Tx): Promise<T> => {
    const result = await work(tx);
    if (!dryRun) return result;
    done = { result };
    throw new TakenBack();
  };
  try {
    return await kernel.write(systemActor, now, attempt, { history: true, untold: UNTOLD });
  } catch (error) {
    if (error instanceof TakenBack && done) return done.result;
    throw error;
  }
}

/**
 * Does `work` with all items at once; where something is wrong with one of them, finds it by halves, so that it takes only
 * itself away. `refused` hears which and why.
 * @throws what is wrong with none of them: the database is away.
 */
export async function inHalves<T>(
  items: readonly T[],
  work: (items: readonly T[]) => Promise<void>,
  refused: (item: T, reason: Bilingual) => void,
): Promise<void> {
  if (items.length === 0) return;
  try {
    await work(items);
  } catch (error) {
    const reason = reasonOf(error);
    if (!reason) throw error;
    if (items.length === 1) return refused(items[0]!, reason);
    const middle = Math.ceil(items.length / 2);
    await inHalves(items.slice(0, middle), work, refused);
    await inHalves(items.slice(middle), work, refused);
  }
}

/** What the kernel or the database has against what was given; null when the trouble is another. */
function reasonOf(error: unknown): Bilingual | null {
  if (error instanceof Problem && error.slug !== 'busy') {
    const told = (locale: 'zh' | 'en'): string => {
      const { title, errors, because } = error.body(locale) as {
        title: string;
        errors?: { pointer: string; detail: string }[];
        because?: { sentence: string }[];
      };
      const details = [...(errors ?? []).map((e) => `${e.pointer} ${e.detail}`), ...(because ?? []).map((b) => b.sentence)];
      return [title, ...details.slice(0, 5)].join(' ');
    };
    return { zh: told('zh'), en: told('en') };
  }
  const DATA = /^2[23]/; // data exceptions and violated constraints
  if (!DATA.test(codeOf(error) ?? '')) return null;
  return { zh: `数据库不接受：${(error as Error).message}`, en: `The database refuses it: ${(error as Error).message}` };
}
