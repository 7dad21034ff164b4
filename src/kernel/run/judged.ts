import { attachFiles } from './files.ts';
import type { Kind } from './kind.ts';
import { load } from './load.ts';
import { lock } from './lock.ts';
import { type Deed, follow, type Scene, type Tx } from './scene.ts';
import { type Change, write } from './write.ts';

/** A deed that was found possible: what to write, and what its effects are told. */
export interface Judged {
  change: Change;
  deed: Deed;
}

/** Holds records still and then loads them, all in one exchange with the database. */
export async function held(scene: Scene, tx: Tx, kind: Kind, ids: readonly string[]): ReturnType<typeof load> {
  const locked = lock(scene, kind, ids);
  scene.flow.leave(locked);
  const [loaded] = await Promise.all([load(scene.client, kind, tx.actor, ids, tx.now), locked, scene.flow.begun]);
  return loaded;
}

/** Writes what was judged, and does what follows from it. Where nothing does, nobody waits for the writing but the end of the transaction. */
export async function settle(scene: Scene, tx: Tx, kind: Kind, step: string, judged: readonly Judged[]): Promise<void> {
  const changes = judged.map((j) => j.change);
  const writing = write(scene.client, kind, scene.key, changes);
  scene.flow.leave(writing);
  await attachFiles(scene.client, tx.actor, kind, changes);
  if (scene.registry.followers(kind.record.name, step).length === 0) return;
  await writing;
  const deeds = judged.map((j) => j.deed);
  await follow(scene, tx, kind.record.name, step, deeds);
}
