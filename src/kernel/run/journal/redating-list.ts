import { createHash } from 'node:crypto';
import type { ClientBase } from 'pg';
import { copyOut } from './copy-out.ts';
import { POSTGRES_EPOCH_MS } from './entry.ts';
import { uuidAt } from './entry-check.ts';
import { idAt } from './leaves.ts';
import { uuidList } from './told-pages.ts';

/**
 * The SHA-256 (hex) of what a redating changed, and how many changes there are: a line `commitment from to` for each, in order of the
 * commitments, instants as epoch milliseconds or `null`. It is in the journal, so that the list itself need not be.
 */
export async function digestOfRedating(client: ClientBase, redating: string): Promise<{ changed: number; list: string }> {
  const hash = createHash('sha256');
  const select = `select commitment, due_from, due_to from redating_change where redating = any (${uuidList([redating])}) order by commitment`;
  const changed = await copyOut(client, select, ({ bytes, starts }) => {
    const instant = (column: number): number | null =>
      starts[column]! < 0 ? null : POSTGRES_EPOCH_MS + idAt(bytes, starts[column]!) / 1000;
    hash.update(`${uuidAt(bytes, starts[0]!)} ${instant(1)} ${instant(2)}\n`);
  });
  return { changed, list: hash.digest('hex') };
}
