import { createHash } from 'node:crypto';
import type { Actor } from '#kernel/run/actor';
import type { Kernel } from '#kernel/run/kernel';
import type { Tx } from '#kernel/run/scene';
import { keyReused, malformed } from './problems.ts';

/** What was answered: as much of it as is kept. */
export interface Answer {
  status: number;
  headers: Record<string, string>;
  /** JSON text. */
  text: string;
}

/**
 * Runs `work` in one transaction. With an `Idempotency-Key` the answer is kept in that transaction: the same request sent
 * again is answered again and not done twice, also when both arrive at once.
 * @param request what was asked for (method, path, body): the same key with another request is a mistake.
 * @throws Problem key-reused 422, malformed 400, and whatever `work` throws.
 */
export async function writeOnce(
  kernel: Kernel,
  actor: Actor,
  now: number,
  key: string | undefined,
  request: string,
  work: (tx: Tx) => Promise<Answer>,
): Promise<Answer> {
  if (key === undefined) return kernel.write(actor, now, work);
  if (!/^[\x21-\x7e]{1,200}$/.test(key))
    throw malformed('Idempotency-Key 应为 1 到 200 个可见字符。', 'An Idempotency-Key has 1 to 200 visible characters.');
  const fingerprint = createHash('sha256').update(request).digest('base64url');
  return kernel.write(actor, now, async (tx) => {
    const kept = await tx.query<{ status: number; body: Kept }>(KEPT, [actor.id, key]);
    const before = kept[0];
    if (before) {
      if (before.body.fingerprint !== fingerprint) throw keyReused();
      return { status: before.status, headers: before.body.headers, text: before.body.text };
    }
    const answer = await work(tx);
    const { status, headers, text } = answer;
    const inserted = await tx.query<{ one: number }>(KEEP, [
      actor.id,
      key,
      new Date(now),
      status,
      JSON.stringify({ fingerprint, headers, text } satisfies Kept),
    ]);
    // Its twin was faster: the kernel runs this again, and finds the twin's answer.
    if (inserted.length === 0) throw Object.assign(new Error('The same request is being answered.'), { code: '40001' });
    return answer;
  });
}

const KEPT = { name: 'kept answer', text: 'select status, body from idempotency where actor = $1 and key = $2' };
const KEEP = {
  name: 'keep answer',
  text: 'insert into idempotency (actor, key, at, status, body) values ($1, $2, $3, $4, $5) on conflict do nothing returning 1 as one',
};

interface Kept {
  fingerprint: string;
  headers: Record<string, string>;
  text: string;
}
