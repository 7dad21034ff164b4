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
 * The rows of a table a thousand at a time, in order of id, with what the journal tells of them: memory holds one page. Not told of are
 * records that have a fault already (`doubtful`), and rows that stand at another version than the journal, which `compareRows` says.
 */
export async function* pagesTold(client: ClientBase, table: string, doubtful: ReadonlySet<string>): AsyncGenerator<Page> {
  for (let after = LOWEST; ; ) {
    const { rows } = await client.query<{ id: string; version: number }>({
      name: `page of ${table}`,
      text: `select id, version from ${table} where id > $1 order by id limit ${PAGE}`,
      values: [after],
    });
    if (rows.length === 0) return;
    const ids = rows.map(({ id }) => id);
    const folded = await fold(client, ids);
    const told = rows.flatMap(({ id, version }) => {
      const record = folded.get(id);
      return record?.version === version && !doubtful.has(id) ? [record] : [];
    });
    yield { ids, told };
    after = ids.at(-1)!;
  }
}

/** Uuids as an array in SQL: `copy` takes no parameters. @throws TypeError when one is no uuid. */
export function uuidList(ids: readonly string[]): string {
  const wrong = ids.find((id) => !UUID.test(id));
  if (wrong !== undefined) throw new TypeError(`${wrong} is no uuid.`);
  return `'{${ids.join(',')}}'::uuid[]`;
}

const LOWEST = '00000000-0000-0000-0000-000000000000';
const UUID = /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/;

async function fold(client: ClientBase, ids: readonly string[]): Promise<Map<string, Told>> {
  const folded = new Map<string, Told>();
  const select = `select record_id, version, step, at, actor, body, id from journal where record_id = any (${uuidList(ids)}) order by record_id, version`;
  await copyOut(client, select, ({ bytes, starts, ends }) => {
    if (starts.slice(0, ENTRY_COLUMNS).includes(-1)) return; // has its fault
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

const ENTRY_COLUMNS = 7;
