import type { ClientBase } from 'pg';
import { copyOut } from './copy-out.ts';
import { POSTGRES_EPOCH_MS } from './entry.ts';
import { uuidAt } from './entry-check.ts';
import { idAt } from './leaves.ts';
import { type Told, withEntry } from './told.ts';

/** Some records of one table. */
export interface Page {
  /** Of every row. */
  ids: string[];
  /** The records as the journal tells them; see `pagesTold` for which. */
  told: Told[];
}

const PAGE = 1_000;

/**
 * The rows of a table a thousand at a time, in order of creation, for what was written together lies together: memory holds one page, and
 * the disk is read as it was written. Not told of are records that have a fault already (`doubtful`), and rows that stand at another
 * version than the journal, which `compareRows` says. `client` must be in a transaction.
 */
export async function* pagesTold(client: ClientBase, table: string, doubtful: ReadonlySet<string>): AsyncGenerator<Page> {
  await client.query(`declare told_page no scroll cursor for select id, version from ${table} order by created_at desc, id desc`);
  for (;;) {
    const { rows } = await client.query<{ id: string; version: number }>(`fetch ${PAGE} from told_page`);
    if (rows.length === 0) break;
    const ids = rows.map(({ id }) => id);
    const folded = await fold(client, ids);
    const told = rows.flatMap(({ id, version }) => {
      const record = folded.get(id);
      return record?.version === version && !doubtful.has(id) ? [record] : [];
    });
    yield { ids, told };
  }
  await client.query('close told_page');
}

/** Uuids as an array in SQL: `copy` takes no parameters. @throws TypeError when one is no uuid. */
export function uuidList(ids: readonly string[]): string {
  const wrong = ids.find((id) => !UUID.test(id));
  if (wrong !== undefined) throw new TypeError(`${wrong} is no uuid.`);
  return `'{${ids.join(',')}}'::uuid[]`;
}

const UUID = /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/;

async function fold(client: ClientBase, ids: readonly string[]): Promise<Map<string, Told>> {
  const folded = new Map<string, Told>();
  const select = `select record_id, version, step, at, actor, body, id from journal where record_id = any (${uuidList(ids)}) order by record_id, version`;
  await copyOut(client, select, ({ bytes, starts, ends }) => {
    if (ENTRY_COLUMNS.some((column) => starts[column]! < 0)) return; // has its fault
    const text = (column: number): string => bytes.toString('utf8', starts[column], ends[column]);
    const id = uuidAt(bytes, starts[0]!)!;
    const entry = {
      id: idAt(bytes, starts[6]!),
      version: bytes.readInt32BE(starts[1]!),
      step: text(2),
      atMs: POSTGRES_EPOCH_MS + idAt(bytes, starts[3]!) / 1000,
      actor: text(4),
      body: text(5),
    };
    folded.set(id, withEntry(folded.get(id) ?? null, id, entry));
  });
  return folded;
}

const ENTRY_COLUMNS = [0, 1, 2, 3, 4, 5, 6] as const;
