import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import type { RoleName } from '#domain/org/roles';
import type { Actor } from '#kernel/run/actor';
import { type Kernel, kernelOf } from '#kernel/run/kernel';
import { systemActor } from '#kernel/run/tx';
import { SecretBox } from '#server/access/secret-box';
import { configSource } from '#server/config-source';
import { diskStore } from '#server/files/disk-store';
import type { FileStore } from '#server/files/store';
import type { Letter } from '#server/mail/post';
import { registry } from '#server/registry';
import { freshDatabase } from './database.ts';

/** A database of its own with the kernel over it, and a folder for files. */
export interface World {
  kernel: Kernel;
  db: Awaited<ReturnType<typeof freshDatabase>>;
  files: FileStore;
  box: SecretBox;
  /** What has been sent to people by e-mail, the oldest first. */
  letters: Letter[];
  close(): Promise<void>;
}

export const journalKey = Buffer.alloc(32, 7);

export async function freshWorld(): Promise<World> {
  const db = await freshDatabase();
  const folder = await mkdtemp(path.join(os.tmpdir(), 'lvyue-files-'));
  return {
    db,
    kernel: kernelOf({ pool: db.pool, registry, source: configSource, key: journalKey }),
    files: diskStore(folder),
    box: new SecretBox(Buffer.alloc(32, 9)),
    letters: [],
    async close() {
      await db.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Someone who holds these roles; every employee is also an `employee`. */
export function actorWith(roles: readonly RoleName[], more: Partial<Actor> = {}): Actor {
  const inside = roles.includes('portal_customer') ? roles : [...roles, 'employee'];
  return { ...systemActor, id: `employee:${roles.join('+')}`, name: roles.join(' '), roles: [...new Set(inside)], ...more };
}
