import { existsSync } from 'node:fs';
import { rename } from 'node:fs/promises';
import type { ClientBase, Pool } from 'pg';
import { type Seal, sealsAfter } from '#kernel/run/journal/seal';
import { fileWitness } from '../witness.ts';

/**
 * Renames the witness `file` (absolute) when its newest seal is not in the restored database, and returns its new name: the old one with
 * the date of `now` (epoch milliseconds). Sealing would refuse to go on beside it, and begins a new one where there is none. It is kept,
 * for only it knows what was sealed after the backup. Null: it fits, or there is none.
 * @throws the file system's error when it cannot be renamed.
 */
export async function setAsideWitness(pool: Pool, file: string, now: number): Promise<string | null> {
  const kept = await fileWitness(file).last();
  if (!kept) return null;
  const client = await pool.connect();
  const fits = await holdsSeal(client, kept).finally(() => client.release());
  if (fits) return null;
  const aside = freeName(`${file}.${new Date(now).toISOString().slice(0, 10)}`);
  await rename(file, aside);
  return aside;
}

async function holdsSeal(client: ClientBase, { segment, root }: Seal): Promise<boolean> {
  const [same] = await sealsAfter(client, segment - 1, 1);
  return same?.segment === segment && same.root.equals(root);
}

function freeName(wanted: string): string {
  let name = wanted;
  for (let n = 2; existsSync(name); n++) name = `${wanted}-${n}`;
  return name;
}
