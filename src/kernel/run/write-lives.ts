import type { ClientBase } from 'pg';
import { quoted } from './columns.ts';
import { entryHash } from './journal/entry.ts';
import type { Kind } from './kind.ts';
import { named } from './statement.ts';
import { bodyOf, type Change, iso, linesOf, openedOf, rowOf } from './write.ts';

/** Writes lives: each a creation and the changes that followed it. One row, every journal entry, commitments as they came out. */
export async function writeLives(
  client: ClientBase,
  kind: Kind,
  key: Buffer,
  lives: readonly (readonly Change[])[],
): Promise<void> {
  const entries: Record<string, unknown>[] = [];
  const rows: Record<string, unknown>[] = [];
  const promises = new Map<string, Record<string, unknown>>();
  for (const life of lives) {
    let head: Buffer | null = null;
    for (const change of life) {
      const { after, step, at, actor } = change;
      const body = JSON.stringify(bodyOf(change));
      const recordId = after.id;
      head = entryHash(key, head, { record: kind.record.name, recordId, version: after.version, step, atMs: at, actor, body });
      entries.push({ id: recordId, version: after.version, step, at: iso(at), actor, body, hash: head.toString('hex') });
      for (const opened of openedOf(change))
        promises.set(opened['id'] as string, { ...opened, outcome: 'open', breachedAt: null, settledAt: null, by: null });
      for (const { id, employee } of change.promises.handed) Object.assign(promises.get(id)!, { debtorEmployee: employee });
      for (const { id, dueAt, wakeAt, amount, unit } of change.promises.redated)
        Object.assign(promises.get(id)!, { dueAt: dueAt && iso(dueAt), wakeAt: wakeAt && iso(wakeAt), amount, unit });
      for (const { id, outcome, breachedAt, settledAt } of change.promises.settled)
        Object.assign(promises.get(id)!, {
          outcome,
          breachedAt: breachedAt && iso(breachedAt),
          settledAt: iso(settledAt),
          by: `${step} ${actor}`,
          wakeAt: null,
        });
    }
    const [first, last] = [life[0]!, life.at(-1)!];
    rows.push({ ...rowOf(last, kind.columns, head!), at: iso(first.at), updated: iso(last.at), by: first.actor });
  }
  const final = lives.map((life) => ({ ...life[0]!, after: life.at(-1)!.after }));
  const lines = kind.lines.filter(({ name }) => final.some((c) => (c.after[name] as unknown[]).length > 0));
  const shape = { lines: lines.map((l) => l.name), opened: promises.size > 0 };
  const statement = named(kind, `write lives ${JSON.stringify(shape)}`, () => livesText(kind, shape));
  const values = [
    rows,
    entries,
    ...lines.map(({ name }) => linesOf(name, final)),
    ...(shape.opened ? [[...promises.values()]] : []),
  ];
  await client.query({ ...statement, values: values.map((v) => JSON.stringify(v)) });
}

function livesText(kind: Kind, shape: { lines: readonly string[]; opened: boolean }): string {
  const { record, table, columns } = kind;
  const typed = columns.map((c) => `, ${quoted(`c_${c.column}`)} ${c.sql}`).join('');
  const parts = [
    `moved as (insert into ${table} (id, number, state, version, head, created_at, created_by, updated_at${columns.map((c) => `, ${quoted(c.column)}`).join('')})
  select i.id, i.number, i.state, i.version, decode(i.head, 'hex'), i.at, i.by, i.updated${columns.map((c) => `, i.${quoted(`c_${c.column}`)}`).join('')}
  from json_to_recordset($1::json) as i(id uuid, number text, state text, version int, head text, at timestamptz, updated timestamptz, by text${typed}))`,
    `entries as (insert into journal (record, record_id, version, step, at, actor, body, hash)
  select '${record.name}', j.id, j.version, j.step, j.at, j.actor, j.body::json, decode(j.hash, 'hex')
  from json_to_recordset($2::json) as j(id uuid, version int, step text, at timestamptz, actor text, body text, hash text))`,
  ];
  let parameter = 3;
  for (const { name, table: lineTable, columns: own } of kind.lines.filter((l) => shape.lines.includes(l.name))) {
    const types = own.map((c) => `, ${quoted(`c_${c.field}`)} ${c.sql}`).join('');
    parts.push(`lines_${name.toLowerCase()} as (insert into ${lineTable} (id, parent, position${own.map((c) => `, ${quoted(c.column)}`).join('')})
  select n.id, n.parent, n.position${own.map((c) => `, n.${quoted(`c_${c.field}`)}`).join('')} from json_to_recordset($${parameter++}::json) as n(id uuid, parent uuid, position int${types}))`);
  }
  if (shape.opened)
    parts.push(`opened as (insert into commitment
  (id, record, record_id, number, control, clauses, debtor_role, debtor_employee, creditor, customer, opened_at, amount, unit, calendar, calendar_version, due_at, wake_at, rung, outcome, breached_at, settled_at, settled_by)
  select o.id, '${record.name}', o."recordId", o.number, o.control, array(select json_array_elements_text(o.clauses)), o."debtorRole", o."debtorEmployee", o.creditor, o.customer,
    o."openedAt", o.amount, o.unit, o.calendar, o."calendarVersion", o."dueAt", o."wakeAt", o.rung, o.outcome, o."breachedAt", o."settledAt", o.by
  from json_to_recordset($${parameter++}::json) as o(id uuid, "recordId" uuid, number text, control text, clauses json, "debtorRole" text, "debtorEmployee" uuid, creditor text, customer uuid, "openedAt" timestamptz,
    amount numeric, unit text, calendar uuid, "calendarVersion" int, "dueAt" timestamptz, "wakeAt" timestamptz, rung smallint, outcome text, "breachedAt" timestamptz, "settledAt" timestamptz, by text))`);
  return `with ${parts.join(',\n')}\nselect 1`;
}
