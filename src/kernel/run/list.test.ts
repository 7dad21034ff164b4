import { afterAll, beforeAll, expect, test } from 'vitest';
import { customer } from '#domain/accounts/customer/customer';
import { department } from '#domain/org/department/department';
import { employee } from '#domain/org/employee/employee';
import { actorWith, freshWorld, type World } from '#testing/world';
import type { Actor } from './actor.ts';
import { COUNT_CAP, list, type Question } from './list.ts';
import { foundBy, type Way, wayOf } from './search.ts';
import { systemActor } from './tx.ts';

// A list answers what reading every row and looking at each would answer, whatever way it takes to it.

const ROWS = 8000;
const NOW = Date.parse('2026-11-20T02:00:00Z');
let world: World;
let rows: Row[];
let people: { department: string; owner: string }[];

interface Row {
  id: string;
  number: string;
  name: string;
  shortName: string | null;
  state: string;
  valueClass: string | null;
  owner: string | null;
  department: string | null;
  createdAt: string;
}

beforeAll(async () => {
  world = await freshWorld();
  const { owner } = world.db;
  people = await world.kernel.write(systemActor, NOW, async (tx) => {
    const departments = await tx.create(
      department,
      Array.from({ length: 12 }, (_, i) => ({ name: `部门 ${i}` })),
    );
    const staff = await tx.create(
      employee,
      departments.flatMap((d, i) => [0, 1].map((n) => ({ name: `员工 ${i}-${n}`, department: d.id }))),
    );
    return staff.map((e) => ({ department: e.department!, owner: e.id }));
  });
  // Instants are shared by ten each; a third of the short names is empty; whoever looks after a customer may sit in another department.
  await owner.query(
    `insert into customer (id, number, state, version, head, created_at, created_by, updated_at, name, short_name, value_class, owner, department)
     select gen_random_uuid(), 'KH-' || lpad(i::text, 5, '0'), (array['potential', 'active', 'active', 'suspended'])[1 + i % 4], 1, '\\x00', to_timestamp(1700000000 + i / 10), 'system', now(),
       (array['苏州', '上海', '北京'])[1 + i % 3] || chr(19968 + (i * 7919) % 900) || chr(19968 + (i * 104729) % 900) || '有限公司' || case when i % 800 = 0 then ' 100%_\\' else '' end,
       case when i % 3 = 0 then null else '简称' || i % 50 end, case when i % 5 = 0 then null else 'general' end,
       ($2::uuid[])[1 + (i / 5) % array_length($2::uuid[], 1)], ($1::uuid[])[1 + (i / 7) % array_length($1::uuid[], 1)]
     from generate_series(1, ${ROWS}) i`,
    [people.map((p) => p.department), people.map((p) => p.owner)],
  );
  await owner.query('vacuum analyze customer, search_entry');
  const columns = `id, number, name, short_name as "shortName", state, value_class as "valueClass", owner, department, to_char(created_at, 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as "createdAt"`;
  rows = (await owner.query<Row>(`select ${columns} from customer`)).rows;
});
afterAll(() => world.close());

const plain: Question = {
  filters: [],
  sort: { field: 'createdAt', descending: true },
  limit: 50,
  after: null,
  search: null,
  count: false,
};
const kind = () => world.kernel.registry.kind(customer.name);

const salesIn = (nth: number, departments = 1): Actor =>
  actorWith(['sales'], {
    employee: people[nth]!.owner,
    departments: [...new Set(people.slice(nth).map((p) => p.department))].slice(0, departments),
  });

/** Who looks: everything, one department and what is one's own, several departments, very many, what is one's own alone, nothing, one row. */
const lookers: Record<string, () => Actor> = {
  admin: () => actorWith(['admin']),
  sales: () => salesIn(3),
  'sales of three departments': () => salesIn(0, 3),
  'sales of all departments': () =>
    actorWith(['sales'], { departments: [...people.map((p) => p.department), ...people.map((p) => p.department)] }),
  'sales without a department': () => actorWith(['sales'], { employee: people[5]!.owner, departments: [] }),
  'sales without anything': () => actorWith(['sales'], { employee: null, departments: [] }),
  'a customer': () => actorWith(['portal_customer'], { customer: rows[42]!.id }),
};

const sees = (actor: Actor, row: Row): boolean =>
  actor.roles.includes('admin') ||
  row.id === actor.customer ||
  (row.department !== null && actor.departments.includes(row.department)) ||
  (row.owner !== null && row.owner === actor.employee);

/** Every page after another. */
async function pagesOf(actor: Actor, question: Partial<Question>): Promise<string[]> {
  const ids: string[] = [];
  for (let after: string | null = null; ; ) {
    const page = await list(world.kernel, actor, kind(), { ...plain, ...question, after });
    ids.push(...page.items.map((item) => item.id));
    if (page.next === null) return ids;
    after = page.next;
  }
}

/** What there is, as reading every row would find it, in order. */
function expected(actor: Actor, { filters = [], search = null, sort = plain.sort }: Partial<Question>): string[] {
  const field = sort.field as keyof Row;
  const matches = rows.filter((row) => {
    const text = `${row.number} ${row.name} ${row.shortName ?? ''}`.toLowerCase();
    return (
      sees(actor, row) &&
      filters.every((f) => String(row[f.field as keyof Row]) === f.value) &&
      (search === null || text.includes(search.toLowerCase()))
    );
  });
  const compare = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0) * (sort.descending ? -1 : 1);
  return matches
    .sort(
      (a, b) =>
        (a[field] === null || b[field] === null ? Number(a[field] === null) - Number(b[field] === null) : 0) ||
        compare(a[field] ?? '', b[field] ?? '') ||
        compare(a.id, b.id),
    )
    .map((row) => row.id);
}

const questions: Record<string, Partial<Question>> = {
  everything: {},
  'two filters': {
    filters: [
      { field: 'state', operator: 'is', value: 'suspended' },
      { field: 'valueClass', operator: 'is', value: 'general' },
    ],
  },
  'oldest first': { sort: { field: 'createdAt', descending: false } },
  'by a field that may be empty': { sort: { field: 'shortName', descending: true } },
  'by number': { sort: { field: 'number', descending: false } },
  'a common word': { search: '有限公司' },
  'a word of a third': { search: '苏州' },
  'a rare word': { search: '100%_\\' },
  'an absent word': { search: '麒麟' },
  'one character': { search: '苏' },
  'a number': { search: 'kh-0123' },
  'a word and a filter': { search: '苏州', filters: [{ field: 'state', operator: 'is', value: 'suspended' }] },
  'a word, by name': { search: '上海', sort: { field: 'name', descending: false } },
};

test.each(Object.keys(lookers))('%s: every page of every question', async (who) => {
  const actor = lookers[who]!();
  for (const question of Object.values(questions)) {
    const wanted = expected(actor, question);
    expect(await pagesOf(actor, { ...question, limit: Math.max(3, Math.ceil(wanted.length / 4)) })).toEqual(wanted);
    const { count } = await list(world.kernel, actor, kind(), { ...plain, ...question, count: true });
    expect(count).toEqual({ value: Math.min(wanted.length, COUNT_CAP), more: wanted.length > COUNT_CAP });
  }
});

test('a search begins where it is likely to end soonest, and every beginning finds the same', async () => {
  const own = people.slice(3, 4).map((p) => `r.department = '${p.department}'`);
  const ways = new Map<string, Way>();
  for (const [called, scope] of [
    ['all', 'true'],
    ['own', own],
  ] as const) {
    for (const term of ['苏州', '100%_\\', '麒麟']) {
      const search = () => ({ kind: kind(), term, scope, where: [], newestFirst: true, limit: ROWS, values: [] as unknown[] });
      ways.set(`${called} ${term}`, await wayOf(world.db.owner, { ...search(), limit: 51 }));
      const found = async (way: Way) => {
        const asked = search();
        const { found: first = 'select null::uuid as id, null::timestamptz as created_at', ids } = foundBy(way, asked);
        const { rows: answer } = await world.db.owner.query<{ id: string }>(
          `with found as materialized (${first}) select distinct id from (${ids}) x(id) order by id`,
          asked.values,
        );
        return answer.map((row) => row.id);
      };
      const [entries, others] = [await found('entries'), called === 'all' ? await found('newest') : await found('own')];
      expect(others).toEqual(entries);
    }
  }
  expect(Object.fromEntries(ways)).toEqual({
    'all 苏州': 'newest',
    'all 100%_\\': 'entries',
    'all 麒麟': 'entries',
    'own 苏州': 'own',
    'own 100%_\\': 'entries',
    'own 麒麟': 'entries',
  });
});

test('a list finds the records on which a promise stands that is due within bounds', async () => {
  const { owner } = world.db;
  const [late, soon, kept] = rows.slice(0, 3);
  const promise = (row: Row, dueAt: string, settled: string | null = null) =>
    owner.query(
      `insert into commitment (id, record, record_id, number, control, debtor_role, creditor, opened_at, unit, due_at, settled_at)
       values (gen_random_uuid(), 'customer', $1, $2, 'customer.deadlines.x', 'sales', 'customer', '2026-11-01', 'hours', $3, $4)`,
      [row.id, row.number, dueAt, settled],
    );
  await promise(late!, '2026-11-19T00:00:00Z');
  await promise(late!, '2026-11-29T00:00:00Z');
  await promise(soon!, '2026-11-21T00:00:00Z');
  await promise(kept!, '2026-11-19T00:00:00Z', '2026-11-18T00:00:00Z');
  const found = async (...asked: [operator: 'from' | 'to' | 'empty', value: string][]) => {
    const filters = asked.map(([operator, value]) => ({ field: 'promise', operator, value }));
    const { items } = await list(world.kernel, actorWith(['admin']), kind(), { ...plain, filters });
    return items.map(({ id }) => id).sort();
  };
  expect(await found(['to', '2026-11-20T02:00:00Z'])).toEqual([late!.id]);
  expect(await found(['from', '2026-11-20T00:00:00Z'], ['to', '2026-11-22T00:00:00Z'])).toEqual([soon!.id]);
  expect(await found(['empty', 'false'])).toEqual([late!.id, soon!.id].sort());
  expect(await found(['empty', 'true'], ['to', '2026-11-30T00:00:00Z'])).not.toContain(late!.id);
  await expect(found(['to', 'soon'])).rejects.toMatchObject({ slug: 'invalid' });
});
