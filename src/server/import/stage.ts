import { once } from 'node:events';
import { finished } from 'node:stream/promises';
import type { PoolClient } from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
import { placeOf } from './cells.ts';
import type { TableName } from './mapping/mapping.ts';

/** A source row on its way: `key` is what other tables join it by, `cells` what the mapping names, in its order. */
export interface StagedRow {
  line: number;
  key: string;
  /** Epoch milliseconds by which orders are sorted. */
  at: number | null;
  cells: readonly string[];
}

/** A staged row that is read again. */
export type Joined = readonly [line: number, cells: string[]];

/** An order with everything of the source that belongs to it. */
export interface JoinedOrder {
  key: string;
  orders: Joined[];
  items: Joined[];
  deliveries: Joined[];
  reviews: Joined[];
  customer: Joined | null;
}

/** The joins of the stage hold more than the planner guesses of fresh tables, and a disk takes them. */
const SETUP = `set statement_timeout = 0; set idle_in_transaction_session_timeout = 0; set temp_buffers = '64MB'; set work_mem = '64MB'`;

const TABLES: readonly TableName[] = ['customers', 'products', 'orders', 'items', 'deliveries', 'reviews'];

/**
 * Source rows in temporary tables of one connection, where files of any size and any order are joined without holding them
 * in memory. They vanish with the connection, whatever happens to this program.
 */
export class Stage {
  readonly client: PoolClient;

  private constructor(client: PoolClient) {
    this.client = client;
  }

  /** Takes over a connection, which is to be closed afterwards and not used again. */
  static async open(client: PoolClient): Promise<Stage> {
    await client.query(SETUP);
    const tables = TABLES.map(
      (name) => `create temp table stage_${name} (line int not null, key text not null, at bigint, cells json not null)`,
    );
    await client.query([...tables, 'create temp table stage_seen (kind text, key text, primary key (kind, key))'].join(';'));
    return new Stage(client);
  }

  /** Adds rows to a table, by COPY. */
  async add(table: TableName, rows: readonly StagedRow[]): Promise<void> {
    if (rows.length === 0) return;
    const stream = this.client.query(copyFrom(`copy stage_${table} (line, key, at, cells) from stdin`));
    const done = finished(stream);
    for (let i = 0; i < rows.length; i += 1000) {
      const text = rows
        .slice(i, i + 1000)
        .map((r) => `${r.line}\t${escaped(r.key)}\t${r.at ?? '\\N'}\t${JSON.stringify(r.cells).replaceAll('\\', '\\\\')}\n`);
      if (!stream.write(text.join(''))) await Promise.race([once(stream, 'drain'), done]);
    }
    stream.end();
    await done;
  }

  /** Joins what was added: afterwards orders have places, in the order in which they were placed. Returns how many there are. */
  async sort(): Promise<number> {
    await this.client.query(`${TABLES.map((name) => `create index on stage_${name} (key); create index on stage_${name} (line); analyze stage_${name}`).join(';')};
create temp table stage_order as
  select key, row_number() over (order by min(at), min(line)) as place from stage_orders group by key;
create unique index on stage_order (place);
create unique index on stage_order (key);
analyze stage_order`);
    const { rows } = await this.client.query<{ n: number }>('select count(*)::int as n from stage_order');
    return rows[0]!.n;
  }

  /** Orders `from` (counted from 1) up to and without `to`, with all that belongs to them. */
  async page(from: number, to: number): Promise<JoinedOrder[]> {
    const set = (table: TableName): string =>
      `(select coalesce(json_agg(json_build_array(s.line, s.cells) order by s.line), '[]') from stage_${table} s where s.key = o.key) as ${table}`;
    const { rows } = await this.client.query<JoinedOrder>({
      name: 'stage_page',
      text: `select o.key, ${set('orders')}, ${set('items')}, ${set('deliveries')}, ${set('reviews')},
  (select json_build_array(c.line, c.cells) from stage_orders f join stage_customers c on c.key = f.cells->>$3::int where f.key = o.key order by f.line, c.line limit 1) as customer
from stage_order o where o.place >= $1 and o.place < $2 order by o.place`,
      values: [from, to, placeOf('orders', 'customer')],
    });
    return rows;
  }

  /** The first row of each of these keys. */
  async rowsOf(table: TableName, keys: readonly string[]): Promise<Map<string, Joined>> {
    const { rows } = await this.client.query<{ key: string; line: number; cells: string[] }>(
      `select distinct on (key) key, line, cells from stage_${table} where key = any($1) order by key, line`,
      [keys],
    );
    return new Map(rows.map(({ key, line, cells }) => [key, [line, cells]]));
  }

  /** Rows of a table after line `after`, in the order of their lines. */
  async after(table: TableName, after: number, limit: number): Promise<{ key: string; line: number; cells: string[] }[]> {
    const { rows } = await this.client.query<{ key: string; line: number; cells: string[] }>(
      `select key, line, cells from stage_${table} where line > $1 order by line limit $2`,
      [after, limit],
    );
    return rows;
  }

  /** Rows whose order is not among the orders. */
  async *orphans(table: TableName): AsyncGenerator<{ line: number; key: string; cells: string[] }[]> {
    for (let after = 0; ; ) {
      const { rows } = await this.client.query<{ line: number; key: string; cells: string[] }>(
        `select s.line, s.key, s.cells from stage_${table} s where s.line > $1 and not exists (select from stage_order o where o.key = s.key) order by s.line limit 5000`,
        [after],
      );
      if (rows.length === 0) return;
      yield rows;
      after = rows.at(-1)!.line;
    }
  }

  /** Remembers keys and says which of them are new: what a dry run would have made. */
  async firstSeen(kind: string, keys: readonly string[]): Promise<number> {
    const { rowCount } = await this.client.query('insert into stage_seen select $1, unnest($2::text[]) on conflict do nothing', [
      kind,
      keys,
    ]);
    return rowCount ?? 0;
  }
}

const escaped = (text: string): string =>
  text.replace(/[\\\t\n\r]/g, (c) => ({ '\\': '\\\\', '\t': '\\t', '\n': '\\n', '\r': '\\r' })[c]!);
