import type { ClientBase } from 'pg';
import type { AnyDoc } from '../declare/record.ts';
import { type Column, quoted } from './columns.ts';
import { newId } from './id.ts';
import { entryHash } from './journal/entry.ts';
import type { Kind } from './kind.ts';
import type { Promises } from './promises.ts';
import { named } from './statement.ts';

/** One record's change, ready to be written. */
export interface Change {
  before: AnyDoc | null;
  after: AnyDoc;
  head: Buffer | null;
  step: string;
  actor: string;
  /** Epoch milliseconds. */
  at: number;
  /** Fields whose values differ; null for a creation: all of them. */
  changed: readonly string[] | null;
  /** Names of line sets that were replaced. */
  lines: readonly string[];
  evidence: unknown;
  promises: Promises;
}

/**
 * Writes a batch of changes of one kind with journal entries and commitments in one statement. Returns the new journal heads by id.
 * The update is conditional on the version that was read; a difference is a conflict, and fails in the database. Not `async`: what goes
 * wrong before everything is sent is thrown, so that nobody sends COMMIT behind it.
 */
export function write(client: ClientBase, kind: Kind, key: Buffer, changes: readonly Change[]): Promise<Map<string, Buffer>> {
  if (changes.length === 0) return Promise.resolve(new Map());
  const heads = new Map<string, Buffer>();
  const entries = changes.map((change) => {
    const body = JSON.stringify(bodyOf(change));
    const hash = entryHash(key, change.head, {
      record: kind.record.name,
      recordId: change.after.id,
      version: change.after.version,
      step: change.step,
      atMs: change.at,
      actor: change.actor,
      body,
    });
    heads.set(change.after.id, hash);
    return {
      id: change.after.id,
      version: change.after.version,
      step: change.step,
      at: iso(change.at),
      actor: change.actor,
      body,
      hash: hash.toString('hex'),
    };
  });
  const creates = changes[0]?.before === null;
  const columns = creates ? kind.columns : unionOf(kind, changes);
  const lines = kind.lines.filter(({ name }) =>
    changes.some((c) => (creates ? (c.after[name] as unknown[]).length > 0 : c.lines.includes(name))),
  );
  const dropped = creates ? [] : lines.map(({ name, table }) => dropLines(client, kind, name, table, changes));
  const parts = {
    opened: changes.some((c) => c.promises.opened.length > 0),
    settled: changes.some((c) => c.promises.settled.length > 0),
    redated: changes.some((c) => c.promises.redated.length > 0),
    handed: changes.some((c) => c.promises.handed.length > 0),
  };
  const shape = { creates, columns, lines: lines.map((l) => l.name), ...parts };
  const statement = named(kind, `write ${JSON.stringify([creates, columns.map((c) => c.column), shape.lines, parts])}`, () =>
    writeText(kind, shape),
  );
  const rows = changes.map((c) => rowOf(c, columns, heads.get(c.after.id)!));
  const values = [rows, entries, ...lines.map(({ name }) => linesOf(name, changes))].map((v) => JSON.stringify(v));
  if (parts.opened) values.push(JSON.stringify(changes.flatMap(openedOf)));
  if (parts.settled)
    values.push(
      JSON.stringify(
        changes.flatMap((c) =>
          c.promises.settled.map((s) => ({
            ...s,
            breachedAt: s.breachedAt && iso(s.breachedAt),
            settledAt: iso(s.settledAt),
            by: `${c.step} ${c.actor}`,
          })),
        ),
      ),
    );
  if (parts.redated)
    values.push(
      JSON.stringify(
        changes.flatMap((c) =>
          c.promises.redated.map((r) => ({ ...r, dueAt: r.dueAt && iso(r.dueAt), wakeAt: r.wakeAt && iso(r.wakeAt) })),
        ),
      ),
    );
  if (parts.handed) values.push(JSON.stringify(changes.flatMap((c) => c.promises.handed)));
  if (!creates) values.push(String(changes.length));
  return Promise.all([...dropped, client.query({ ...statement, values })]).then(() => heads);
}

/** An instant (epoch milliseconds) as `2026-11-21T10:00:00.000Z`. */
export const iso = (instant: number): string => new Date(instant).toISOString();

/** What the journal keeps of a change: states, fields before and after, evidence, promises. */
export function bodyOf({ before, after, changed, lines, evidence, promises }: Change): Record<string, unknown> {
  const body: Record<string, unknown> = {};
  if (before?.state !== after.state) body['state'] = [before?.state ?? null, after.state];
  if (!before) body['record'] = Object.fromEntries(Object.entries(after).filter(([k]) => !ENVELOPE.has(k)));
  else if (changed && changed.length > 0)
    body['fields'] = Object.fromEntries(changed.map((f) => [f, [before[f] ?? null, after[f] ?? null]]));
  if (before && lines.length > 0) body['lines'] = Object.fromEntries(lines.map((l) => [l, [before[l], after[l]]]));
  if (evidence !== undefined && Object.keys(evidence as object).length > 0) body['evidence'] = evidence;
  if (promises.opened.length > 0)
    body['opened'] = promises.opened.map((o) => ({ id: o.id, control: o.control, due: o.dueAt && iso(o.dueAt) }));
  if (promises.settled.length > 0)
    body['settled'] = promises.settled.map((s) => ({ id: s.id, control: s.control, outcome: s.outcome }));
  if (promises.redated.length > 0)
    body['redated'] = promises.redated.map((r) => ({
      id: r.id,
      control: r.control,
      due: [r.from && iso(r.from), r.dueAt && iso(r.dueAt)],
    }));
  if (promises.handed.length > 0) body['handed'] = promises.handed;
  return body;
}

const ENVELOPE = new Set(['version', 'createdAt', 'createdBy', 'updatedAt', 'state', 'id']);

function unionOf(kind: Kind, changes: readonly Change[]): Column[] {
  const fields = new Set(changes.flatMap((c) => c.changed ?? []));
  return kind.columns.filter((c) => fields.has(c.field));
}

/** A record's columns as the statement reads them. */
export function rowOf(change: Change, columns: readonly Column[], head: Buffer): Record<string, unknown> {
  const { after } = change;
  const row: Record<string, unknown> = {
    id: after.id,
    number: after.number,
    state: after.state,
    version: after.version,
    head: head.toString('hex'),
    at: iso(change.at),
    by: change.actor,
  };
  // What is missing reads as null.
  for (const c of columns) if (after[c.field] !== null) row[`c_${c.column}`] = after[c.field];
  return row;
}

/** The lines of one set that changes write. */
export function linesOf(name: string, changes: readonly Change[]): Record<string, unknown>[] {
  return changes
    .filter((c) => c.before === null || c.lines.includes(name))
    .flatMap((c) =>
      (c.after[name] as Record<string, unknown>[]).map((line, position) => ({ ...prefixed(line), parent: c.after.id, position })),
    );
}

const prefixed = ({ id, ...line }: Record<string, unknown>): Record<string, unknown> => ({
  id,
  ...Object.fromEntries(Object.entries(line).map(([k, v]) => [`c_${k}`, v])),
});

/** Lines are replaced as a set: those that left are deleted before the rest is written over. */
function dropLines(client: ClientBase, kind: Kind, name: string, table: string, changes: readonly Change[]): Promise<unknown> {
  const touched = changes.filter((c) => c.lines.includes(name));
  const kept = touched.flatMap((c) => (c.after[name] as { id: string }[]).map((l) => l.id));
  const statement = named(
    kind,
    `drop ${name}`,
    () => `delete from ${table} where parent = any($1::uuid[]) and not id = any($2::uuid[])`,
  );
  return client.query({ ...statement, values: [touched.map((c) => c.after.id), kept] });
}

/** The commitments that a change opens, as the statement reads them. */
export function openedOf(change: Change): Record<string, unknown>[] {
  return change.promises.opened.map((o) => ({
    ...o,
    recordId: change.after.id,
    number: change.after.number,
    openedAt: iso(o.openedAt),
    dueAt: o.dueAt && iso(o.dueAt),
    wakeAt: o.wakeAt && iso(o.wakeAt),
  }));
}

interface WriteShape {
  creates: boolean;
  columns: readonly Column[];
  lines: readonly string[];
  opened: boolean;
  settled: boolean;
  redated: boolean;
  handed: boolean;
}

/**
 * The ids in a JSON parameter. Stated beside the join, they make an index condition whatever the planner believes about the size of the
 * table; otherwise a small table would be read, and locked, whole.
 */
const IDS_OF = (parameter: string): string => `array(select (e->>'id')::uuid from json_array_elements(${parameter}::json) e)`;
const IDS = IDS_OF('$1');

function writeText(kind: Kind, shape: WriteShape): string {
  const { record, table } = kind;
  const typed = shape.columns.map((c) => `, ${quoted(`c_${c.column}`)} ${c.sql}`).join('');
  const input = `json_to_recordset($1::json) as i(id uuid, number text, state text, version int, head text, at timestamptz, by text${typed})`;
  const parts = [
    shape.creates
      ? `moved as (insert into ${table} (id, number, state, version, head, created_at, created_by, updated_at${shape.columns.map((c) => `, ${quoted(c.column)}`).join('')})
  select i.id, i.number, i.state, i.version, decode(i.head, 'hex'), i.at, i.by, i.at${shape.columns.map((c) => `, i.${quoted(`c_${c.column}`)}`).join('')} from ${input} returning id)`
      : `moved as (update ${table} r set state = i.state, version = i.version, head = decode(i.head, 'hex'), updated_at = i.at${shape.columns.map((c) => `, ${quoted(c.column)} = i.${quoted(`c_${c.column}`)}`).join('')}
  from ${input} where r.id = i.id and r.id = any(${IDS}) and r.version = i.version - 1 returning r.id)`,
    // Only of rows that moved: where another writer came first, `all_moved` tells, and not the journal's unique constraint.
    `entries as (insert into journal (record, record_id, version, step, at, actor, body, hash)
  select '${record.name}', j.id, j.version, j.step, j.at, j.actor, j.body::json, decode(j.hash, 'hex')
  from json_to_recordset($2::json) as j(id uuid, version int, step text, at timestamptz, actor text, body text, hash text) where j.id in (select id from moved))`,
  ];
  let parameter = 3;
  for (const { name, table: lineTable, columns } of kind.lines.filter((l) => shape.lines.includes(l.name))) {
    const types = columns.map((c) => `, ${quoted(`c_${c.field}`)} ${c.sql}`).join('');
    parts.push(`lines_${name.toLowerCase()} as (insert into ${lineTable} (id, parent, position${columns.map((c) => `, ${quoted(c.column)}`).join('')})
  select n.id, n.parent, n.position${columns.map((c) => `, n.${quoted(`c_${c.field}`)}`).join('')} from json_to_recordset($${parameter++}::json) as n(id uuid, parent uuid, position int${types})
  on conflict (id) do update set position = excluded.position${columns.map((c) => `, ${quoted(c.column)} = excluded.${quoted(c.column)}`).join('')} where ${lineTable}.parent = excluded.parent)`);
  }
  if (shape.opened) parts.push(openedText(record.name, parameter++));
  if (shape.settled)
    parts.push(`settled as (update commitment c set outcome = s.outcome, breached_at = coalesce(c.breached_at, s."breachedAt"), settled_at = s."settledAt", settled_by = s.by, wake_at = null
  from json_to_recordset($${parameter++}::json) as s(id uuid, outcome text, "breachedAt" timestamptz, "settledAt" timestamptz, by text) where c.id = s.id and c.id = any(${IDS_OF('$' + (parameter - 1))}) and (c.settled_at is null) is true)`);
  if (shape.redated)
    parts.push(`redated as (update commitment c set due_at = d."dueAt", amount = d.amount, unit = d.unit, wake_at = d."wakeAt", rung = 0
  from json_to_recordset($${parameter++}::json) as d(id uuid, "dueAt" timestamptz, amount numeric, unit text, "wakeAt" timestamptz) where c.id = d.id and c.id = any(${IDS_OF('$' + (parameter - 1))}) and c.outcome = 'open')`);
  if (shape.handed)
    parts.push(`handed as (update commitment c set debtor_employee = h.employee
  from json_to_recordset($${parameter++}::json) as h(id uuid, employee uuid) where c.id = h.id and c.id = any(${IDS_OF('$' + (parameter - 1))}))`);
  return `with ${parts.join(',\n')}\n${shape.creates ? 'select' : `select all_moved(count(*), $${parameter}::int) from moved`}`;
}

const openedText = (record: string, parameter: number): string => `opened as (insert into commitment
  (id, record, record_id, number, control, clauses, debtor_role, debtor_employee, creditor, customer, opened_at, amount, unit, calendar, calendar_version, due_at, wake_at, rung)
  select o.id, '${record}', o."recordId", o.number, o.control, array(select json_array_elements_text(o.clauses)), o."debtorRole", o."debtorEmployee", o.creditor, o.customer,
    o."openedAt", o.amount, o.unit, o.calendar, o."calendarVersion", o."dueAt", o."wakeAt", o.rung
  from json_to_recordset($${parameter}::json) as o(id uuid, "recordId" uuid, number text, control text, clauses json, "debtorRole" text, "debtorEmployee" uuid, creditor text,
    customer uuid, "openedAt" timestamptz, amount numeric, unit text, calendar uuid, "calendarVersion" int, "dueAt" timestamptz, "wakeAt" timestamptz, rung smallint))`;

/**
 * Gives new lines their ids. A line that comes back with the id of one of the record's `own` stays that line; any other id, another record's
 * above all, or the same a second time, is not for the sender to say.
 */
export function withIds(lines: readonly Record<string, unknown>[], own: readonly { id: string }[]): Record<string, unknown>[] {
  const free = new Set(own.map(({ id }) => id));
  return lines.map((line) => ({ ...line, id: free.delete(line['id'] as string) ? line['id'] : newId() }));
}
