import type { Bilingual } from '#kernel/declare/words';
import type { Actor } from '#kernel/run/actor';
import { quoted, snake } from '#kernel/run/columns';
import type { Kernel } from '#kernel/run/kernel';
import type { Kind } from '#kernel/run/kind';
import { scopeOf, scopeSql } from '#kernel/run/load';
import { faultsOf, schemasOf } from '#kernel/run/validate';
import type { Draft } from './drafts.ts';

/** What a check remembers of the drafts before: which unique values they have taken, and what their words stood for. */
export interface Checked {
  unique: readonly (readonly string[])[];
  taken: Map<string, number>;
  /** By what is named, then by the words in lower case; nothing bears them where the list is empty. */
  found: Map<string, Map<string, Found[]>>;
}

/** Begins a check: asks the database what must be unique. */
export async function beginCheck(kernel: Kernel, kind: Kind): Promise<Checked> {
  const { rows } = await kernel.pool.query<{ columns: string[] }>(
    `select array_agg(a.attname::text order by a.attnum) as columns from pg_index i join pg_attribute a on a.attrelid = i.indrelid and a.attnum = any(i.indkey)
where i.indrelid = $1::regclass and i.indisunique and not i.indisprimary and i.indexprs is null and i.indpred is null group by i.indexrelid`,
    [kind.table],
  );
  const fields = new Set(kind.columns.map(({ column }) => column));
  return {
    unique: rows.map(({ columns }) => columns).filter((columns) => columns.every((c) => fields.has(c))),
    taken: new Map(),
    found: new Map(),
  };
}

/**
 * Looks at drafts as a creation by the actor would: what their words refer to, whether everything needed is given and right, whether it is
 * there already. Faults are added to the drafts; nothing is written.
 */
export async function check(kernel: Kernel, actor: Actor, kind: Kind, drafts: readonly Draft[], checked: Checked): Promise<void> {
  await resolveNames(kernel, actor, drafts, checked);
  const { create } = schemasOf(kind);
  for (const draft of drafts) {
    const line = draft.rows[0]!.line;
    const known = new Set(draft.faults.map(({ column }) => column));
    for (const { pointer, detail } of draft.rows[0]!.broken ? [] : faultsOf(create, draft.input)) {
      const [field = '', place, column] = pointer.slice(1).split('/');
      const key = column === undefined ? field : `${field}.${column}`;
      if (known.has(key)) continue; // what cannot be read is missing too
      const row = place === undefined ? undefined : draft.rows[Number(place)];
      draft.faults.push({ line: row?.line ?? line, column: key, value: valueText(draft.input[field]), reason: detail });
    }
  }
  for (const columns of checked.unique) await refuseTwins(kernel, kind, drafts, columns, checked);
}

const valueText = (value: unknown): string =>
  typeof value === 'string' || typeof value === 'number' ? String(value).slice(0, 200) : '';

/** Records are named by number, or by title where only one that the actor sees bears it; where any may be named, only one at all. */
async function resolveNames(kernel: Kernel, actor: Actor, drafts: readonly Draft[], { found }: Checked): Promise<void> {
  const wanted = new Map<string, { target: string; any: boolean; said: Set<string> }>();
  for (const { field, said } of drafts.flatMap(({ names }) => names)) {
    const { ref, mention = false } = field.column;
    const asked = wanted.get(keyOf(field)) ?? { target: ref!, any: mention, said: new Set() };
    wanted.set(keyOf(field), asked);
    if (!found.get(keyOf(field))?.has(said.toLowerCase())) asked.said.add(said);
  }
  for (const [key, asked] of wanted) {
    const known = found.get(key) ?? new Map<string, Found[]>();
    found.set(key, known);
    for (const word of asked.said) known.set(word.toLowerCase(), []);
    for (const [word, records] of await recordsNamed(kernel, actor, asked)) if (known.has(word)) known.set(word, records);
  }
  for (const draft of drafts)
    for (const { field, row, said, set } of draft.names) {
      const [first, ...others] = found.get(keyOf(field))?.get(said.toLowerCase()) ?? [];
      if (first && others.length === 0) set(first.id);
      else {
        const reason = first ? ambiguous(said, [first, ...others]) : noSuch(said);
        draft.faults.push({ line: row.line, column: field.key, value: said, reason });
      }
    }
}

const keyOf = ({ column: { ref, mention } }: Draft['names'][number]['field']): string => `${ref}${mention ? '*' : ''}`;

export interface Found {
  id: string;
  number: string;
}

async function recordsNamed(
  kernel: Kernel,
  actor: Actor,
  { target: name, any, said }: { target: string; any: boolean; said: ReadonlySet<string> },
): Promise<Map<string, Found[]>> {
  const byName = new Map<string, Found[]>();
  const target = kernel.registry.kinds.get(name);
  const scope = target && (any ? 'all' : scopeOf(target, actor));
  if (!target || !scope || said.size === 0) return byName;
  const values: unknown[] = [[...said], [...said].map((word) => word.toLowerCase())];
  const visible = scopeSql(target, scope, actor, values);
  const title = `r.${quoted(snake(target.record.title))}::text`;
  const { rows } = await kernel.pool.query<Found & { title: string | null }>(
    `select r.id, r.number, ${title} as title from ${target.table} r where (upper(r.number) = any(select upper(x) from unnest($1::text[]) x) or lower(${title}) = any($2::text[])) and ${visible}`,
    values,
  );
  for (const { id, number, title: called } of rows) {
    byName.set(number.toLowerCase(), [{ id, number }]); // a number is one record's alone, whatever else is called so
    const key = called?.toLowerCase();
    if (key !== undefined && key !== number.toLowerCase()) byName.set(key, [...(byName.get(key) ?? []), { id, number }]);
  }
  return byName;
}

const noSuch = (said: string): Bilingual => ({
  zh: `没有找到“${said}”，请填写编号或完整名称。`,
  en: `“${said}” was not found. Please give its number or its whole name.`,
});

function ambiguous(said: string, found: readonly Found[]): Bilingual {
  const numbers = found.slice(0, 5).map(({ number }) => number);
  return {
    zh: `有几条都叫“${said}”，请改填编号：${numbers.join('、')}。`,
    en: `Several are called “${said}”. Please give the number instead: ${numbers.join(', ')}.`,
  };
}

/** What must be unique and is there already, in the database or further up in the file. */
async function refuseTwins(
  kernel: Kernel,
  kind: Kind,
  drafts: readonly Draft[],
  columns: readonly string[],
  { taken }: Checked,
): Promise<void> {
  const used = columns.map((column) => kind.columns.find((c) => c.column === column)!);
  const given = drafts.flatMap((draft) => {
    if (draft.faults.length > 0) return []; // its values may not even fit their columns
    const values = used.map(({ field }) => draft.input[field]);
    return values.some((value) => value === undefined || value === null) ? [] : [{ draft, values: values.map(String) }];
  });
  if (given.length === 0) return;
  const same = used.map((c, i) => `r.${quoted(c.column)} = x.v${i}`).join(' and ');
  const { rows } = await kernel.pool.query<{ i: number; number: string }>(
    `select x.i, r.number from json_to_recordset($1::json) as x(i int, ${used.map((c, i) => `v${i} ${c.sql}`).join(', ')}) join ${kind.table} r on ${same}`,
    [JSON.stringify(given.map(({ values }, i) => ({ i, ...Object.fromEntries(values.map((value, v) => [`v${v}`, value])) })))],
  );
  const there = new Map(rows.map(({ i, number }) => [i, number]));
  for (const [i, { draft, values }] of given.entries()) {
    const at = `${columns.join()} ${JSON.stringify(values)}`;
    const above = taken.get(at);
    const line = draft.rows[0]!.line;
    taken.set(at, above ?? line);
    const number = there.get(i);
    if (number === undefined && above === undefined) continue;
    const reason: Bilingual =
      number === undefined
        ? { zh: `与第 ${above} 行相同。`, en: `The same as in row ${above}.` }
        : { zh: `已有相同的记录：${number}。`, en: `There is one with the same value already: ${number}.` };
    draft.faults.push({ line, column: used.at(-1)!.field, value: values.at(-1)!, reason });
  }
}
