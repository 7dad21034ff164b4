import type { Pool } from 'pg';

/** A row of a table that only grows, with the number that it got when it was written. */
export interface Numbered {
  id: string;
}

const MOST_ROWS = 2_000;
const LOOKED_BACK = 500; // numbers; what was under way when the first look was taken
const PATIENCE_LOOKS = 60; // a number that has not appeared by then was rolled back

/**
 * Follows a table whose rows are numbered when they are written and seen when they are committed, which may be in another order:
 * a number that was passed over is looked for again until it appears or is given up.
 */
export class Tail<R extends Numbered> {
  readonly #pool: Pool;
  readonly #table: string;
  readonly #id: string;
  readonly #columns: string;
  #newest: number | null = null;
  /** Numbers that were passed over, with the looks that are left for them. */
  #missing = new Map<number, number>();

  /** `id` is the numbered column, `columns` are what is answered beside it, as SQL. */
  constructor(pool: Pool, table: string, id: string, columns: string) {
    this.#pool = pool;
    this.#table = table;
    this.#id = id;
    this.#columns = columns;
  }

  /** The greatest number that was seen; 0 before the first look. */
  get newest(): number {
    return this.#newest ?? 0;
  }

  /** The rows that have appeared since the last look, at most some thousands: null when there are more. The first look answers none. */
  async look(): Promise<R[] | null> {
    if (this.#newest === null) {
      await this.#begin();
      return [];
    }
    const { rows } = await this.#pool.query<R>({
      name: `tail ${this.#table}`,
      text: `(select ${this.#id}::text as id, ${this.#columns} from ${this.#table} where ${this.#id} > $1 order by ${this.#id} limit ${MOST_ROWS})
union all select ${this.#id}::text, ${this.#columns} from ${this.#table} where ${this.#id} = any($2::bigint[])`,
      values: [this.#newest, [...this.#missing.keys()]],
    });
    if (rows.length >= MOST_ROWS) {
      await this.#begin();
      return null;
    }
    this.#pass(rows.map((row) => Number(row.id)));
    return rows;
  }

  /** The rows after a number, for somebody who was away; null when they are too many. */
  async since(number: number): Promise<R[] | null> {
    const { rows } = await this.#pool.query<R>({
      name: `since ${this.#table}`,
      text: `select ${this.#id}::text as id, ${this.#columns} from ${this.#table} where ${this.#id} > $1 order by ${this.#id} limit ${MOST_ROWS}`,
      values: [number - LOOKED_BACK],
    });
    return rows.length >= MOST_ROWS ? null : rows;
  }

  async #begin(): Promise<void> {
    const { rows } = await this.#pool.query<{ newest: string; missing: string[] }>(
      `with newest as (select coalesce(max(${this.#id}), 0) as id from ${this.#table})
select (select id from newest)::text as newest, array(
  select n::text from newest, generate_series(greatest(1, newest.id - ${LOOKED_BACK}), newest.id) n
  where not exists (select from ${this.#table} t where t.${this.#id} = n)) as missing`,
    );
    this.#newest = Number(rows[0]!.newest);
    this.#missing = new Map(rows[0]!.missing.map((number) => [Number(number), PATIENCE_LOOKS]));
  }

  #pass(seen: readonly number[]): void {
    for (const number of seen) this.#missing.delete(number);
    for (const [number, looks] of this.#missing)
      if (looks === 1) this.#missing.delete(number);
      else this.#missing.set(number, looks - 1);
    const here = new Set(seen);
    const newest = Math.max(this.newest, ...seen);
    for (let number = this.newest + 1; number < newest; number++)
      if (!here.has(number)) this.#missing.set(number, PATIENCE_LOOKS);
    this.#newest = newest;
  }
}
