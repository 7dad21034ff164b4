import { isDeepStrictEqual } from 'node:util';
import type { Pool } from 'pg';
import { startsOf } from '#kernel/declare/record';
import type { Kind } from '#kernel/run/kind';
import { docColumns } from '#kernel/run/load';
import { kinds } from '#server/registry';
import type { Acknowledged } from './traffic.ts';

/** What the database says against itself: which rule is broken, and an id that breaks it. Empty when everything agrees. */
export async function contradictions(owner: Pool): Promise<{ rule: string; id: string }[]> {
  const found: { rule: string; id: string }[] = [];
  for (const [rule, sql] of [...kinds.flatMap(rulesOf), ...PROMISES, ...CONSEQUENCES, ...REQUESTS]) {
    const { rows } = await owner.query<{ id: string }>(`${sql} limit 5`);
    found.push(...rows.map(({ id }) => ({ rule, id })));
  }
  for (const kind of kinds) found.push(...(await toldOtherwise(owner, kind)));
  return found;
}

/** The acknowledged writes that are not there: no entry of that version, another state at that version, or an older row. */
export async function lostOf(owner: Pool, acknowledged: readonly Acknowledged[]): Promise<Acknowledged[]> {
  const rowsNow = kinds.map((k) => `select '${k.record.plural}' as plural, id, version from ${k.table}`).join(' union all ');
  const { rows } = await owner.query<Acknowledged>(
    `select a.plural, a.id, a.version, a.state from json_to_recordset($1::json) as a(plural text, id uuid, version int, state text)
     left join (${rowsNow}) r on r.id = a.id and r.plural = a.plural
     left join journal j on j.record_id = a.id and j.version = a.version
     where j.id is null or r.version is null or r.version < a.version or a.state is distinct from (
       select s.body->'state'->>1 from journal s where s.record_id = a.id and s.version <= a.version and s.body->'state' is not null
       order by s.version desc limit 1)`,
    [JSON.stringify(acknowledged)],
  );
  return rows;
}

/** The records of which the row (fields and lines) is not what its journal tells from the creation on. */
async function toldOtherwise(owner: Pool, kind: Kind): Promise<{ rule: string; id: string }[]> {
  const { name } = kind.record;
  const { rows } = await owner.query<{ doc: Doc; bodies: Body[] | null }>(
    `select row_to_json(x) as doc, (select json_agg(j.body order by j.version) from journal j where j.record_id = x.id and j.record = $1) as bodies
     from (select ${docColumns(kind)} from ${kind.table} r) x`,
    [name],
  );
  const members = [...kind.columns.map((c) => c.field), ...kind.lines.map((l) => l.name)];
  const differs = rows.filter(({ doc, bodies }) => {
    const told = retold(bodies ?? []);
    return members.some((member) => !isDeepStrictEqual(placeless(doc[member]), placeless(told[member])));
  });
  return differs.map(({ doc }) => ({ rule: `${name}: its journal tells what is in the row`, id: String(doc['id']) }));
}

function retold(bodies: readonly Body[]): Doc {
  const doc: Doc = {};
  for (const { record, fields, lines } of bodies) {
    Object.assign(doc, record);
    for (const [member, [, after]] of Object.entries({ ...fields, ...lines })) doc[member] = after;
  }
  return doc;
}

/** Lines that were loaded also say at which place they stand. */
function placeless(value: unknown): unknown {
  if (!Array.isArray(value)) return value ?? null;
  return value.map((line: unknown) => (line !== null && typeof line === 'object' ? { ...line, _position: null } : line));
}

type Doc = Record<string, unknown>;

interface Body {
  record?: Doc;
  fields?: Record<string, [unknown, unknown]>;
  lines?: Record<string, [unknown, unknown]>;
}

type Rule = readonly [rule: string, sql: string];

/** A row and its journal are the same story, and only the promises of its state stand on it. */
function rulesOf({ record, table, lines }: Kind): Rule[] {
  const { name } = record;
  return [
    [
      `${name}: the row agrees with its last entry`,
      `select r.id from ${table} r left join lateral (
         select count(*) as n, max(j.version) as version, (array_agg(j.hash order by j.version desc))[1] as hash,
           (array_agg(j.body->'state'->>1 order by j.version desc) filter (where j.body->'state' is not null))[1] as state
         from journal j where j.record_id = r.id and j.record = '${name}') j on true
       where j.version is distinct from r.version or j.n <> r.version or j.hash <> r.head or j.state is distinct from r.state`,
    ],
    [
      `${name}: every entry has a row`,
      `select j.record_id as id from journal j where j.record = '${name}' and not exists (select from ${table} r where r.id = j.record_id)`,
    ],
    ...lines.map(
      (line): Rule => [
        `${name}: ${line.name} follow each other`,
        `select parent as id from ${line.table} group by parent having count(*) <> count(distinct position) or max(position) <> count(*) - 1`,
      ],
    ),
    ...Object.entries(record.deadlines).map(([deadline, { keptBy, releasedBy = [], starts }]): Rule => {
      const settling = [...keptBy, ...releasedBy].filter((state) => !startsOf({ starts }).includes(state));
      return [
        `${name}: ${deadline} stands at most once, and not in a state that settles it`,
        `select r.id from ${table} r join commitment c on c.record_id = r.id and c.settled_at is null and c.control = '${name}.deadlines.${deadline}'
         group by r.id, r.state having count(*) > 1 or r.state in (${settling.map((state) => `'${state}'`).join(', ') || 'null'})`,
      ];
    }),
  ];
}

/** What the journal says of promises is what stands in their table. */
const PROMISES: readonly Rule[] = [
  [
    'a promise was opened by an entry of its record',
    `select c.id from commitment c where not exists (
       select from journal j, json_array_elements(j.body->'opened') o where j.record_id = c.record_id and (o->>'id')::uuid = c.id)`,
  ],
  [
    'what an entry opened is there',
    `select (o->>'id')::uuid as id from journal j, json_array_elements(j.body->'opened') o
     where not exists (select from commitment c where c.id = (o->>'id')::uuid)`,
  ],
  [
    'a promise is settled where an entry settled it, and in the same way',
    `select c.id from commitment c left join lateral (
       select s->>'outcome' as outcome from journal j, json_array_elements(j.body->'settled') s
       where j.record_id = c.record_id and (s->>'id')::uuid = c.id) s on true
     where (c.settled_at is null) <> (s.outcome is null) or s.outcome <> c.outcome`,
  ],
  [
    'a promise agrees with its own chain',
    `select c.id from commitment c where c.version <> 1 + (select count(*) from journal j where j.record = 'commitment' and j.record_id = c.id)`,
  ],
  [
    'a promise that nobody settled is broken where an entry says so',
    `select c.id from commitment c where c.settled_at is null and (c.outcome = 'breached') <> exists (
       select from journal j where j.record = 'commitment' and j.record_id = c.id and j.step = 'breach')`,
  ],
  [
    'a promise is broken once',
    `select record_id as id from journal where record = 'commitment' and step = 'breach' group by record_id having count(*) > 1`,
  ],
];

/** What a step causes on other records is there as a whole, or not at all. */
const CONSEQUENCES: readonly Rule[] = [
  [
    'goods on their way put their order into delivery',
    `select d.id from delivery d join "order" o on o.id = d."order"
     where d.shipped_at is not null and d.state <> 'returned' and o.state not in ('in_delivery', 'delivered')`,
  ],
  [
    'an order in delivery has goods that are prepared or on their way',
    `select o.id from "order" o where o.state = 'in_delivery' and not exists (select from delivery d where d."order" = o.id and d.state <> 'returned')`,
  ],
  [
    'an order is delivered when all of it is signed for',
    `select o.id from "order" o join delivery d on d."order" = o.id group by o.id, o.state
     having (o.state = 'delivered') <> (bool_and(d.state in ('signed', 'returned')) and bool_or(d.state = 'signed'))`,
  ],
  [
    'what is called off goes back',
    `select d.id from delivery d join "order" o on o.id = d."order"
     where o.state in ('cancelled', 'unfulfilled') and d.shipped_at is null and d.state <> 'returned'`,
  ],
  [
    'each objection was raised by a step, and each such step raised one',
    `select d.id from delivery d
     where (select count(*) from objection b where b.delivery = d.id) <> (select count(*) from journal j where j.record_id = d.id and j.step = 'object')`,
  ],
  [
    'a delay that was told is noted on its delivery',
    `select n.id from delay_notice n join delivery d on d.id = n.delivery where (n.told_at is not null) <> (d.delay_told_at is not null)`,
  ],
  [
    'a notice ends with its delivery',
    `select n.id from delay_notice n join delivery d on d.id = n.delivery
     where d.state in ('arrived', 'objected', 'signed', 'returned') and n.state in ('known', 'told')`,
  ],
  [
    'what was signed for is visited from then on',
    `select d.id from delivery d where (d.state = 'signed') <> exists (select from visit_file f where f.delivery = d.id)`,
  ],
  [
    'a complaint that was handled is visited about, once for each time',
    `select c.id from complaint c where (select count(*) from return_visit v where v.complaint = c.id and v.state <> 'cancelled')
       <> (select count(*) from journal j where j.record_id = c.id and j.step in ('finish_handling', 'close_unfounded'))`,
  ],
  [
    'a satisfied customer is reported on',
    `select c.id from complaint c where (c.state = 'revisiting') and exists (select from return_visit v where v.complaint = c.id and v.satisfied)`,
  ],
];

/** What was asked for once is there once: `external_number`, `destination` and the like hold the markers of the lives. */
const REQUESTS: readonly Rule[] = [
  ...[
    ['"order"', 'external_number'],
    ['delivery', 'destination'],
    ['delay_notice', 'reason'],
    ['complaint', 'statement'],
    ['measure', 'what'],
  ].map(
    ([table, marker]): Rule => [
      `${table}: what was asked for once is there once`,
      `select (array_agg(id))[1] as id from ${table} where ${marker} is not null group by ${marker} having count(*) > 1`,
    ],
  ),
  [
    'an answer that is kept speaks of a record',
    `select k.id from idempotency i, lateral (select ((i.body->>'text')::json->'record'->>'id')::uuid as id) k
     where not exists (select from journal j where j.record_id = k.id)`,
  ],
];
