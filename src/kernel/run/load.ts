import type { AnyDoc, Scope } from '../declare/record.ts';
import type { Actor } from './actor.ts';
import { envelopeColumns, instantText, quoted, readAs } from './columns.ts';
import type { Kind } from './kind.ts';
import type { Standing } from './promises.ts';
import { named } from './statement.ts';
import type { Queryable } from './transaction.ts';

/** A record with what a deed needs to know. */
export interface Loaded {
  doc: AnyDoc;
  facts: Record<string, unknown>;
  standing: Standing[];
  /** The last hash of its journal. */
  head: Buffer;
}

const WIDEST: readonly Scope[] = ['all', 'department', 'own', 'customer'];

/** How much of a kind's rows an actor may see; null is none. The widest scope among the actor's roles counts. */
export function scopeOf(kind: Kind, actor: Actor): Scope | null {
  if (actor.id === 'system') return 'all';
  const scopes = new Set(actor.roles.map((role) => (kind.record.permit.read as Record<string, Scope | undefined>)[role]));
  const widest = WIDEST.find((scope) => scopes.has(scope)) ?? null;
  if (widest !== 'customer' || actor.onlyContact === undefined) return widest;
  // Fails closed: what does not say what a contact person's own is, shows them nothing.
  return kind.queries.scopes.own === undefined ? null : 'own';
}

/** The condition of a scope on row `r`; what it needs to know of the actor is added to `values`. */
export function scopeSql(kind: Kind, scope: Scope, actor: Actor, values: unknown[]): string {
  if (scope === 'all') return 'true';
  const sql = kind.queries.scopes[scope];
  if (!sql) throw new Error(`${kind.record.name} grants the scope ${scope} but its queries do not word it.`);
  return sql.replaceAll(
    /:(employee|departments|customer|contact)\b/g,
    (_, name: 'employee' | 'departments' | 'customer' | 'contact') =>
      `$${values.push(name === 'contact' ? (actor.onlyContact ?? null) : actor[name])}::${name === 'departments' ? 'uuid[]' : 'uuid'}`,
  );
}

// A column of the record itself, as references are: each has an index with the order of creation behind it.
const OWN_COLUMN = /^r\."?(\w+)"? = (?:any\(:(departments)\)|:(employee|customer))$/;
const MOST_BRANCHES = 12;

/**
 * A scope as conditions of which each is served by an index in the order of creation; a row falls into the scope by any of them. Null
 * where the scope cannot be taken apart so: everything, what hangs on other tables, or very many departments.
 */
export function scopeBranches(kind: Kind, scope: Scope, actor: Actor, values: unknown[]): string[] | null {
  const parts = kind.queries.scopes[scope]
    ?.replace(/^\((.*)\)$/s, '$1')
    .split(' or ')
    .map((part) => OWN_COLUMN.exec(part.trim()));
  if (!parts?.every((part) => part !== null)) return null;
  const wanted = parts.flatMap(([, column, many, one]) => {
    const ids = many ? actor.departments : [actor[one as 'employee' | 'customer']].filter((id) => id !== null);
    return ids.map((id) => ({ column, id }));
  });
  if (wanted.length > MOST_BRANCHES) return null;
  return wanted.map(({ column, id }) => `r.${quoted(column!)} = $${values.push(id)}::uuid`);
}

/**
 * Loads records by id with their lines, facts, unsettled commitments and journal heads, in one round trip together with the
 * configuration epoch. Records that the actor may not see are simply not among the answers.
 */
export async function load(
  client: Queryable,
  kind: Kind,
  actor: Actor,
  ids: readonly string[],
  now: number,
): Promise<{ epoch: number; byId: Map<string, Loaded> }> {
  const scope = scopeOf(kind, actor);
  const one = ids.length === 1 && scope !== null;
  const values: unknown[] = [one ? ids[0] : scope ? ids : [], new Date(now)];
  const visible = scopeSql(kind, scope ?? 'all', actor, values);
  const { rows } = await client.query<{ epoch: string; found: Record<string, unknown>[] | null }>({
    ...loadStatement(kind, scope ?? 'all', visible, one),
    values,
  });
  const byId = new Map<string, Loaded>();
  for (const row of rows[0]?.found ?? []) {
    const loaded = unpack(row);
    byId.set(loaded.doc.id, loaded);
  }
  return { epoch: Number(rows[0]?.epoch), byId };
}

// `(… is null) is true`, so that the planner cannot take the partial index on open commitments by role, which looks cheap while the
// table is small and reads every open commitment once it is not.
// One id has a statement of its own: for a list of unknown length the planner finds no plan worth keeping, and plans each time anew,
// which takes longer than the reading.
const loadStatement = (kind: Kind, scope: Scope, visible: string, one: boolean) =>
  named(kind, `load ${one ? 'one ' : ''}${scope}`, () => {
    const facts = Object.entries(kind.queries.facts).map(
      ([name, sql]) => `(${sql.replaceAll(':now', '$2::timestamptz')}) as "f:${name}"`,
    );
    return `select (select epoch from config_epoch) as epoch, (
  select json_agg(row_to_json(x)) from (
    select ${[docColumns(kind), ...facts].join(', ')}, encode(r.head, 'hex') as "_head",
      (select json_agg(json_build_object('id', c.id, 'control', c.control, 'outcome', c.outcome, 'openedAt', ${instantText('c.opened_at')},
          'amount', c.amount, 'unit', c.unit, 'calendar', c.calendar, 'dueAt', ${instantText('c.due_at')}, 'pauses', c.pauses))
        from commitment c where c.record_id = r.id and (c.settled_at is null) is true) as "_standing"
    from ${kind.table} r where r.id = ${one ? '$1::uuid' : 'any($1::uuid[])'} and $2::timestamptz is not null and ${visible}
  ) x) as found`;
  });

/** Every column and line of a record as one select list on alias `r`, named as the fields are. */
export function docColumns(kind: Kind): string {
  const own = [...envelopeColumns, ...kind.columns].map((c) => `${readAs(c, 'r')} as "${c.field}"`);
  const lines = kind.lines.map(({ name, table, columns }) => {
    const members = columns.map((c) => `, '${c.field}', ${readAs(c, 'n')}`).join('');
    return `(select coalesce(json_agg(json_build_object('id', n.id${members}) order by n.position), '[]') from ${table} n where n.parent = r.id) as "${name}"`;
  });
  return [...own, ...lines].join(', ');
}

function unpack(row: Record<string, unknown>): Loaded {
  const doc: Record<string, unknown> = {};
  const facts: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(row)) {
    if (key.startsWith('f:')) facts[key.slice(2)] = value;
    else if (!key.startsWith('_')) doc[key] = value;
  }
  const standing = ((row['_standing'] as RawStanding[] | null) ?? []).map((c) => ({
    ...c,
    openedAt: Date.parse(c.openedAt),
    dueAt: c.dueAt === null ? null : Date.parse(c.dueAt),
    pauses: c.pauses.map((p) => ({ ...p })),
  }));
  return { doc: doc as AnyDoc, facts, standing, head: Buffer.from(row['_head'] as string, 'hex') };
}

type RawStanding = Omit<Standing, 'openedAt' | 'dueAt'> & { openedAt: string; dueAt: string | null };
