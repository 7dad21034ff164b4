import type { Pool } from 'pg';
import { z } from 'zod';
import { type InputError, invalid, notAllowed, notFound, Problem, stale } from '#kernel/problem';
import type { Actor } from '#kernel/run/actor';
import { newId } from '#kernel/run/id';
import type { Registry } from '#kernel/run/registry';
import { codeOf, inTransaction, type Queryable } from '#kernel/run/transaction';
import { questionOf } from '#server/http/question';

const SHARED = ['nobody', 'department', 'everybody'] as const;

/** What a view is made of, as a request brings it. */
export const ViewWanted = z.strictObject({
  record: z.string().max(60),
  name: z.string().trim().min(1).max(40),
  /** Filters, sort, words and the view of states, as they stand in the address of the list. */
  query: z.string().max(4000).default(''),
  columns: z.array(z.string().max(60)).min(1).max(60),
  /** px by column */
  widths: z.record(z.string().max(60), z.int().min(40).max(1200)).default({}),
  shared: z.enum(SHARED).default('nobody'),
  standard: z.boolean().default(false),
});

export const ViewChange = z.strictObject({
  name: ViewWanted.shape.name.optional(),
  query: z.string().max(4000).optional(),
  columns: ViewWanted.shape.columns.optional(),
  widths: z.record(z.string().max(60), z.int().min(40).max(1200)).optional(),
  shared: z.enum(SHARED).optional(),
  standard: z.boolean().optional(),
});

/** A view as it is answered. */
export interface ListView {
  id: string;
  record: string;
  name: string;
  query: string;
  columns: string[];
  widths: Record<string, number>;
  shared: (typeof SHARED)[number];
  /** The reader's own lists open with it. */
  standard: boolean;
  version: number;
  mine: boolean;
  ownerName: string;
}

const MOST_VIEWS = 50; // of one person on one list

/** The views that somebody has of a list: their own, then those that others share with them, by name. */
export async function viewsOf(pool: Pool, actor: Actor, record: string): Promise<ListView[]> {
  const { rows } = await pool.query<ListView>(
    `select ${COLUMNS} from list_view v join employee e on e.id = v.owner where v.record = $3 and ${VISIBLE}
order by v.owner <> $1, lower(v.name), v.id`,
    [personOf(actor), actor.department, record],
  );
  return rows;
}

/** Keeps a view. @throws Problem invalid, taken, too-many. */
export async function addView(
  pool: Pool,
  registry: Registry,
  actor: Actor,
  wanted: z.infer<typeof ViewWanted>,
  now: Date,
): Promise<ListView> {
  const owner = personOf(actor);
  check(registry, wanted.record, wanted);
  const id = newId();
  await unlessTaken(pool, async (client) => {
    if (wanted.standard) await noStandard(client, owner, wanted.record);
    const { rowCount } = await client.query(
      `insert into list_view (id, owner, record, name, query, columns, widths, shared, standard, created_at, updated_at)
select $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $10 where (select count(*) from list_view where owner = $2 and record = $3) < ${MOST_VIEWS}`,
      [
        id,
        owner,
        wanted.record,
        wanted.name,
        wanted.query,
        wanted.columns,
        JSON.stringify(wanted.widths),
        wanted.shared,
        wanted.standard,
        now,
      ],
    );
    if (rowCount === 0) throw tooMany();
  });
  return viewOf(pool, actor, id);
}

/** Changes one's own view. @throws Problem not-found, not-allowed (another's), stale, invalid, taken. */
export async function changeView(
  pool: Pool,
  registry: Registry,
  actor: Actor,
  id: string,
  change: z.infer<typeof ViewChange>,
  version: number | null,
  now: Date,
): Promise<ListView> {
  const before = await ownView(pool, actor, id);
  if (version !== null && version !== before.version) throw stale(before.version);
  const given = Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined));
  const after = { ...before, ...given };
  check(registry, before.record, after);
  await unlessTaken(pool, async (client) => {
    if (change.standard) await noStandard(client, personOf(actor), before.record);
    const { rowCount } = await client.query(
      `update list_view set name = $3, query = $4, columns = $5, widths = $6, shared = $7, standard = $8, version = version + 1, updated_at = $9
where id = $1 and version = $2`,
      [
        id,
        before.version,
        after.name,
        after.query,
        after.columns,
        JSON.stringify(after.widths),
        after.shared,
        after.standard,
        now,
      ],
    );
    if (rowCount === 0) throw stale(before.version + 1);
  });
  return viewOf(pool, actor, id);
}

/** Forgets one's own view. @throws Problem not-found, not-allowed. */
export async function removeView(pool: Pool, actor: Actor, id: string): Promise<void> {
  await ownView(pool, actor, id);
  await pool.query('delete from list_view where id = $1 and owner = $2', [id, personOf(actor)]);
}

const COLUMNS = `v.id, v.record, v.name, v.query, v.columns, v.widths, v.shared, v.standard and v.owner = $1 as standard, v.version,
  v.owner = $1 as mine, e.name as "ownerName"`;

/** $1 is the reader, $2 the reader's department: what is shared with a department is shared with those below it too. */
const VISIBLE = `(v.owner = $1 or v.shared = 'everybody' or (v.shared = 'department' and e.department in (
  with recursive above (id) as (select $2::uuid union select d.parent from department d join above a on d.id = a.id) select id from above)))`;

async function viewOf(pool: Pool, actor: Actor, id: string): Promise<ListView> {
  const { rows } = await pool.query<ListView>(
    `select ${COLUMNS} from list_view v join employee e on e.id = v.owner where v.id = $3 and ${VISIBLE}`,
    [personOf(actor), actor.department, id],
  );
  if (!rows[0]) throw notFound({ zh: '没有这个视图。', en: 'There is no such view.' });
  return rows[0];
}

async function ownView(pool: Pool, actor: Actor, id: string): Promise<ListView> {
  const view = await viewOf(pool, actor, id);
  if (!view.mine) throw new Problem('not-allowed', 403, ONLY_ONES_OWN);
  return view;
}

const ONLY_ONES_OWN = {
  zh: '只能修改自己的视图；可以另存一份。',
  en: 'Only your own views can be changed. You can save a copy.',
};

const noStandard = (client: Queryable, owner: string, record: string) =>
  client.query('update list_view set standard = false where owner = $1 and record = $2 and standard', [owner, record]);

/** Views belong to people; a program has none. @throws Problem not-allowed. */
function personOf(actor: Actor): string {
  if (actor.employee === null) throw notAllowed(['employee']);
  return actor.employee;
}

/** What the page adds to what the server is asked: the states, and dates that move with the day. */
const OF_THE_PAGE = /^(view|filter\[\w{1,60}\]\[in\])$/;

/** @throws Problem invalid when the record, its fields or the question are not such. */
function check(
  registry: Registry,
  record: string,
  { query, columns, widths }: Pick<ListView, 'query' | 'columns' | 'widths'>,
): void {
  const kind = registry.kinds.get(record);
  if (!kind) throw invalid([{ pointer: '/record', detail: { zh: '没有这类单据。', en: 'There is no such kind of record.' } }]);
  const parameters = [...new URLSearchParams(query)].filter(([name]) => !OF_THE_PAGE.test(name));
  questionOf(new URLSearchParams(parameters.filter(([, value]) => value !== '@me')));
  const known = new Set(['number', 'state', 'createdAt', 'updatedAt', 'promise', ...Object.keys(kind.record.fields)]);
  const wrong = [...columns, ...Object.keys(widths)].filter((field) => !known.has(field));
  if (wrong.length > 0) throw invalid([...new Set(wrong)].map(noSuchColumn));
}

const noSuchColumn = (field: string): InputError => ({
  pointer: `/columns/${field}`,
  detail: { zh: `没有名为“${field}”的列。`, en: `There is no column called “${field}”.` },
});

async function unlessTaken(pool: Pool, write: (client: Queryable) => Promise<void>): Promise<void> {
  await inTransaction(pool, write).catch((error: unknown) => {
    if (codeOf(error) === '23505') throw taken();
    throw error;
  });
}

const taken = (): Problem =>
  new Problem(
    'taken',
    422,
    { zh: '已有同名的视图，请换一个名称。', en: 'There is a view of that name already. Please choose another.' },
    { errors: [{ pointer: '/name', detail: { zh: '已有同名的视图。', en: 'There is a view of that name already.' } }] },
  );

const tooMany = (): Problem =>
  new Problem('too-many', 422, {
    zh: `每个列表最多保存 ${MOST_VIEWS} 个视图，请先删除不用的。`,
    en: `At most ${MOST_VIEWS} views can be kept of one list. Please delete some first.`,
  });
