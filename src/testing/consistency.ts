import type { Pool } from 'pg';
import { startsOf } from '#kernel/declare/record';
import { quoted, tableOf } from '#kernel/run/columns';
import type { Kind } from '#kernel/run/kind';
import { kinds } from '#server/registry';
import type { Acknowledged } from './traffic.ts';

/** What the database says against itself: which rule is broken, and an id that breaks it. Empty when everything agrees. */
export async function contradictions(owner: Pool): Promise<{ rule: string; id: string }[]> {
  const found: { rule: string; id: string }[] = [];
  for (const [rule, sql] of [...kinds.flatMap(rulesOf), ...PROMISES, ...GOODS, ...REQUESTS]) {
    const { rows } = await owner.query<{ id: string }>(`${sql} limit 5`);
    found.push(...rows.map(({ id }) => ({ rule, id })));
  }
  return found;
}

/** The acknowledged writes that are not there: no entry of that version, another state at that version, or a row that is older. */
export async function lostOf(owner: Pool, acknowledged: readonly Acknowledged[]): Promise<Acknowledged[]> {
  const rowsNow = kinds.map((k) => `select id, version from ${k.table}`).join(' union all ');
  const { rows } = await owner.query<Acknowledged>(
    `select a.record, a.id, a.version, a.state from json_to_recordset($1::json) as a(record text, id uuid, version int, state text)
     left join journal j on j.record_id = a.id and j.version = a.version and j.record = a.record
     left join (${rowsNow}) r on r.id = a.id
     where j.id is null or r.version is null or r.version < a.version or a.state <> (
       select s.body->'state'->>1 from journal s where s.record_id = a.id and s.version <= a.version and s.body->'state' is not null order by s.version desc limit 1)`,
    [JSON.stringify(acknowledged)],
  );
  return rows;
}

type Rule = readonly [rule: string, sql: string];

/** A row and its journal are the same story, and only the promises of its state stand on it. */
function rulesOf({ record, table }: Kind): Rule[] {
  const own = `record = '${record.name}'`;
  const last = `join lateral (select count(*) as n, max(j.version) as version, (array_agg(j.hash order by j.version desc))[1] as hash,
    (array_agg(j.body->'state'->>1 order by j.version desc) filter (where j.body->'state' is not null))[1] as state from journal j where j.record_id = r.id and j.${own}) j on true`;
  const ended = Object.entries(record.deadlines).map(([name, deadline]): Rule => {
    const settled = [...deadline.keptBy, ...(deadline.releasedBy ?? [])]
      .filter((s) => !startsOf(deadline).includes(s))
      .map((s) => `'${s}'`);
    return [
      `${record.name}: ${name} stands at most once, and not in a state that settles it`,
      `select r.id from ${table} r where (select count(*) from commitment c where c.record_id = r.id and c.settled_at is null and c.control = '${record.name}.deadlines.${name}')
        > case when r.state in (${settled.join(', ') || 'null'}) then 0 else 1 end`,
    ];
  });
  return [
    [
      `${record.name}: the row agrees with its last entry`,
      `select r.id from ${table} r ${last} where j.version is distinct from r.version or j.n <> r.version or j.hash <> r.head or j.state <> r.state`,
    ],
    [
      `${record.name}: every entry has a row`,
      `select j.record_id as id from journal j where j.${own} and not exists (select from ${table} r where r.id = j.record_id)`,
    ],
    ...(record.lines
      ? Object.keys(record.lines).map((line): Rule => [`${record.name}: ${line} are in order`, linesSql(record, line)])
      : []),
    ...ended,
  ];
}

function linesSql(record: Kind['record'], line: string): string {
  const table = quoted(`${tableOf(record)}_${line}`);
  return `select parent as id from ${table} group by parent having count(*) <> count(distinct position) or max(position) <> count(*) - 1`;
}

/** What the journal says of promises is what stands in their table. */
const PROMISES: readonly Rule[] = [
  [
    'a promise was opened by an entry',
    `select c.id from commitment c where not exists (select from journal j, json_array_elements(j.body->'opened') o where j.record_id = c.record_id and (o->>'id')::uuid = c.id)`,
  ],
  [
    'what an entry opened is there',
    `select (o->>'id')::uuid as id from journal j, json_array_elements(j.body->'opened') o where not exists (select from commitment c where c.id = (o->>'id')::uuid)`,
  ],
  [
    'a promise is settled where an entry settled it, in the same way',
    `select c.id from commitment c left join lateral (select s->>'outcome' as outcome from journal j, json_array_elements(j.body->'settled') s where j.record_id = c.record_id and (s->>'id')::uuid = c.id) s on true
     where (c.settled_at is null) <> (s.outcome is null) or s.outcome <> c.outcome`,
  ],
  [
    'a promise agrees with its own chain',
    `select c.id from commitment c where c.version <> 1 + (select count(*) from journal j where j.record = 'commitment' and j.record_id = c.id)`,
  ],
  [
    'a breach is journaled once',
    `select record_id as id from journal where record = 'commitment' and step = 'breach' group by record_id having count(*) > 1`,
  ],
];

/** What one step causes on another record is there as a whole, or not at all. */
const GOODS: readonly Rule[] = [
  [
    'goods on their way put their order into delivery',
    `select d.id from delivery d join "order" o on o.id = d."order" where d.shipped_at is not null and d.state <> 'returned' and o.state not in ('in_delivery', 'delivered')`,
  ],
  [
    'an order in delivery has goods on their way',
    `select o.id from "order" o where o.state = 'in_delivery' and not exists (select from delivery d where d."order" = o.id and d.shipped_at is not null)`,
  ],
  [
    'an order is delivered when all of it is signed for',
    `select o.id from "order" o join delivery d on d."order" = o.id group by o.id, o.state having (o.state = 'delivered') <> (bool_and(d.state in ('signed', 'returned')) and bool_or(d.state = 'signed'))`,
  ],
  [
    'every objection was raised by a step, and every such step raised one',
    `select d.id from delivery d where (select count(*) from objection b where b.delivery = d.id) <> (select count(*) from journal j where j.record_id = d.id and j.step = 'object')`,
  ],
  [
    'what is called off goes back',
    `select d.id from delivery d join "order" o on o.id = d."order" where o.state in ('cancelled', 'unfulfilled') and d.shipped_at is null and d.state <> 'returned'`,
  ],
  [
    'a delay that was told is noted on its delivery',
    `select n.id from delay_notice n join delivery d on d.id = n.delivery where n.told_at is not null and d.delay_told_at is null`,
  ],
  [
    'a notice ends with its delivery',
    `select n.id from delay_notice n join delivery d on d.id = n.delivery where d.state in ('arrived', 'objected', 'signed', 'returned') and n.state in ('known', 'told')`,
  ],
];

/** What was asked for once is there once. `external_number` and `destination` are the traffic's markers. */
const REQUESTS: readonly Rule[] = [
  [
    'an order is there once',
    `select max(id::text)::uuid as id from "order" where source is null and external_number is not null group by external_number having count(*) > 1`,
  ],
  [
    'a delivery is there once',
    `select max(id::text)::uuid as id from delivery group by "order", destination having count(*) > 1`,
  ],
  [
    'a delay notice is there once',
    `select max(id::text)::uuid as id from delay_notice group by delivery, reason having count(*) > 1`,
  ],
  [
    'an answer that is kept speaks of a record',
    `select ((i.body->>'text')::json->'record'->>'id')::uuid as id from idempotency i where not exists (select from journal j where j.record_id = ((i.body->>'text')::json->'record'->>'id')::uuid)`,
  ],
];
