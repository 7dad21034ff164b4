import { expect, test } from 'vitest';
import { systemActor } from '#kernel/run/tx';
import { ActorCache, type Admitted } from './actor-cache.ts';

const at = (ms: number) => new Date(Date.parse('2026-11-20T01:00:00Z') + ms);
const admitted = (id: string, employee: string | null, goodForMs = 3_600_000): Admitted => ({
  actor: { ...systemActor, employee },
  credential: 'session',
  id,
  goodUntil: at(goodForMs).getTime(),
  notedAt: at(0).getTime(),
});

async function filled(hearing = true): Promise<ActorCache> {
  const cache = new ActorCache();
  cache.hearing(hearing);
  await cache.fill('t1', at(0), async () => admitted('s1', 'wang'));
  await cache.fill('t2', at(0), async () => admitted('s2', 'wang', 10_000));
  await cache.fill('t3', at(0), async () => admitted('s3', 'li'));
  return cache;
}

const kept = (cache: ActorCache, ms = 0) => ['t1', 't2', 't3'].filter((token) => cache.get(token, at(ms)) !== null);

test('keeps an actor for thirty seconds, and never longer than the credential is good', async () => {
  const cache = await filled();
  expect(kept(cache, 9_999)).toEqual(['t1', 't2', 't3']);
  expect(kept(cache, 10_000)).toEqual(['t1', 't3']);
  expect(kept(cache, 29_999)).toEqual(['t1', 't3']);
  expect(kept(cache, 30_000)).toEqual([]);
});

test('forgets one session, all of one employee, or everybody', async () => {
  const cache = await filled();
  cache.forget('s3');
  expect(kept(cache)).toEqual(['t1', 't2']);
  cache.forget('wang');
  expect(kept(cache)).toEqual([]);
  const other = await filled();
  other.forget('');
  expect(kept(other)).toEqual([]);
});

test('keeps nothing that was read while something changed', async () => {
  const cache = await filled();
  const read = await cache.fill('t1', at(1), async () => {
    cache.forget('somebody else');
    return admitted('s1', 'wang');
  });
  expect(read?.id).toBe('s1');
  cache.forget('s1');
  const changed = await cache.fill('t1', at(2), async () => {
    cache.forget('s1');
    return admitted('s1', 'wang');
  });
  expect(changed?.id).toBe('s1');
  expect(cache.get('t1', at(3))).toBeNull();
});

test('keeps nothing and forgets everything while it does not hear of changes', async () => {
  expect(kept(await filled(false))).toEqual([]);
  const cache = await filled();
  cache.hearing(false);
  expect(kept(cache)).toEqual([]);
  cache.hearing(true);
  await cache.fill('t1', at(0), async () => admitted('s1', 'wang'));
  expect(kept(cache)).toEqual(['t1']);
});
