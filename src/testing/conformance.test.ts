import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type RoleName, roles } from '#domain/org/roles';
import { froms, startsOf } from '#kernel/declare/record';
import { envelopeColumns, lineTableOf, snake, tableOf } from '#kernel/run/columns';
import { mayTake } from '#kernel/run/deed';
import type { Kind } from '#kernel/run/kind';
import { tablesIn } from '#kernel/run/registry';
import { kinds, registry } from '#server/registry';
import { actorWith, freshWorld, type World } from './world.ts';

// Promises that every record keeps, whatever it is about.

let world: World;
beforeAll(async () => {
  world = await freshWorld();
});
afterAll(() => world.close());

const named = kinds.map((k) => [k.record.name, k] as const);

describe.each(named)('%s', (_, kind) => {
  const { record, words } = kind;
  const steps = Object.entries(record.lifecycle);

  test('every state can be reached from the first', () => {
    const reached = new Set<string>([record.states[0]]);
    for (let before = 0; before !== reached.size; ) {
      before = reached.size;
      for (const [, step] of steps) if (froms(step).some((from) => reached.has(from))) reached.add(step.to);
    }
    expect([...reached].sort()).toEqual([...record.states].sort());
  });

  test('only final states are without a way out', () => {
    const dead = record.states.filter((state) => !steps.some(([, step]) => froms(step).includes(state) && step.to !== state));
    expect(dead.filter((state) => !record.final.includes(state))).toEqual([]);
  });

  test('every step has somebody who can take it and ends in a declared state', () => {
    for (const [name, step] of steps) {
      expect(step.by.length, name).toBeGreaterThan(0);
      expect(
        step.by.every((role) => role === 'system' || role in roles),
        name,
      ).toBe(true);
      expect(record.states, name).toContain(step.to);
    }
  });

  test('what a step sets is asked for by its evidence and is a field', () => {
    for (const [name, step] of steps) {
      for (const field of step.sets ?? []) {
        expect(record.fields, name).toHaveProperty([field]);
        expect(step.evidence?.shape, name).toHaveProperty([field]);
      }
      for (const field of step.stamps ?? []) expect(record.fields, name).toHaveProperty([field]);
    }
  });

  test('deadlines start, are kept and are released in declared states, and are owed by somebody', () => {
    for (const [name, deadline] of Object.entries(record.deadlines)) {
      for (const state of [...startsOf(deadline), ...deadline.keptBy, ...(deadline.releasedBy ?? [])])
        expect(record.states, name).toContain(state);
      expect(deadline.debtor in roles, name).toBe(true);
      expect(deadline.within === undefined, `${name} needs a span or a date, and not both`).toBe(deadline.by !== undefined);
      expect(deadline.keptBy.length, name).toBeGreaterThan(0);
    }
  });

  test('whoever may create or edit may also read', () => {
    const readers = new Set(Object.keys(record.permit.read));
    const writers = [...record.permit.create, ...Object.values(record.permit.edit).flat(), ...steps.flatMap(([, s]) => s.by)];
    for (const role of writers.filter((r) => r !== undefined)) {
      const reads = readers.has(role) || (role !== 'portal_customer' && readers.has('employee')) || role === 'system';
      expect(reads, `${role} may write but not read`).toBe(true);
    }
  });

  test('every scope that is granted is worded in SQL', () => {
    const named = Object.values(record.permit.read).filter((scope) => scope !== undefined && scope !== 'all');
    // What a customer sees is narrowed to a contact person's own.
    const granted = named.includes('customer') ? ([...named, 'own'] as const) : named;
    expect(granted.filter((scope) => typeof kind.queries.scopes[scope] !== 'string')).toEqual([]);
  });

  test('words are complete in both languages', () => {
    const pairs = Object.entries({
      name: words.name,
      about: words.about,
      ...words.fields,
      ...words.states,
      ...words.steps,
      ...words.guards,
      ...words.deadlines,
      ...words.evidence,
    });
    for (const [key, [zh, en]] of pairs) {
      expect(zh.trim(), key).toMatch(/[\u4e00-\u9fff]|NPS|CSAT|CES/);
      expect(en.trim(), key).toMatch(/[A-Za-z]/);
      expect(en, key).not.toMatch(/[\u4e00-\u9fff]/);
    }
  });

  test('declaration and table agree', async () => {
    expect(await columnsIn(tableOf(record))).toEqual(wanted(kind));
    for (const { name, columns } of kind.lines) {
      const own = columns.map((c) => `${c.column} ${c.sql}${c.nullable ? '' : ' not null'}`);
      expect(await columnsIn(lineTableOf(record, name))).toEqual(
        ['id uuid not null', 'parent uuid not null', 'position int not null', ...own].sort(),
      );
    }
  });

  test('the table allows exactly the declared states and choices', async () => {
    const { rows } = await world.db.owner.query<{ def: string }>(
      `select pg_get_constraintdef(c.oid) as def from pg_constraint c where c.conrelid = $1::regclass and contype = 'c'`,
      [kind.table],
    );
    const checks = rows.map((r) => ({
      column: /\(\(?"?(\w+)"? = ANY/.exec(r.def)?.[1],
      values: [...r.def.matchAll(/'([^']*)'::text/g)].map((m) => m[1]!).sort(),
    }));
    expect(checks.find((c) => c.column === 'state')?.values ?? single(rows, 'state')).toEqual([...record.states].sort());
    for (const c of kind.columns.filter((c) => c.values && c.values.length > 1))
      expect(checks.find((k) => k.column === c.column)?.values, c.column).toEqual([...c.values!].sort());
  });

  test('what people search in is noted by the table itself', async () => {
    const { rows } = await world.db.owner.query<{ def: string }>(
      `select pg_get_triggerdef(t.oid) as def from pg_trigger t where t.tgrelid = $1::regclass and t.tgname = 'note_search_text'`,
      [kind.table],
    );
    const columns = ['number', ...record.search.map(snake)];
    expect(rows[0]?.def).toContain(`note_search_text('${[record.name, ...columns].join("', '")}')`);
    expect(rows[0]?.def.replaceAll('"', '')).toContain(`UPDATE OF ${columns.join(', ')} ON`);
  });

  test('references are foreign keys', async () => {
    const { rows } = await world.db.owner.query<{ def: string }>(
      `select pg_get_constraintdef(c.oid) as def from pg_constraint c where c.conrelid = $1::regclass and contype = 'f'`,
      [kind.table],
    );
    for (const c of kind.columns.filter((c) => c.ref && registry.kinds.has(c.ref))) {
      expect(
        rows.some((r) => new RegExp(`\\("?${c.column}"?\\) REFERENCES`).test(r.def)),
        c.column,
      ).toBe(true);
    }
  });

  test('facts and scopes are valid SQL', async () => {
    const facts = Object.entries(kind.queries.facts).map(([name, sql]) => `(${sql.replaceAll(':now', 'now()')}) as "${name}"`);
    const scopes = Object.values(kind.queries.scopes).map((sql) =>
      sql!
        .replaceAll(':employee', 'null::uuid')
        .replaceAll(':departments', `'{}'::uuid[]`)
        .replaceAll(':customer', 'null::uuid')
        .replaceAll(':contact', 'null::uuid'),
    );
    await world.db.owner.query(
      `select ${['1', ...facts].join(', ')} from ${kind.table} r where ${['true', ...scopes].join(' and ')}`,
    );
    expect(facts).toHaveLength(Object.keys(record.facts).length);
  });

  test('facts look only at rows that a deed holds still', () => {
    for (const [name, sql] of Object.entries(kind.queries.facts)) {
      for (const table of tablesIn(sql))
        expect(isHeld(kind, table), `${name} reads ${table}, which refers to ${record.name} by no reference`).toBe(true);
    }
  });

  test.each(steps)('%s: nobody without its role may take it', (name, step) => {
    const everybody = step.by.includes('employee');
    const others = (Object.keys(roles) as RoleName[]).filter(
      (role) => role !== 'employee' && !step.by.includes(role) && (!everybody || role === 'portal_customer'),
    );
    expect(
      others.filter((role) => mayTake(step.by, actorWith([role]))),
      name,
    ).toEqual([]);
  });
});

test('clauses point at controls that exist, and requirement ids are well-formed', () => {
  for (const regulation of registry.regulations) {
    for (const [clause, { controls, requirements }] of Object.entries(regulation.clauses)) {
      for (const control of controls) expect(registry.namesOf(control!), `${regulation.code} ${clause}`).not.toHaveLength(0);
      for (const id of requirements) expect(id).toMatch(/^[A-Z]{3}-\d{3}$/);
    }
  }
});

/** Rows that refer to the record or that it refers to are locked with it; rows of its own table when its deeds go one at a time; commitments move with their record. */
function isHeld(kind: Kind, table: string): boolean {
  if (table === 'commitment') return true;
  const owner = kinds.find((k) => [k.table, ...k.lines.map((l) => l.table)].some((t) => t.replaceAll('"', '') === table));
  if (!owner) return false;
  if (owner === kind) return kind.queries.oneAtATime || kind.lines.some((l) => l.table.replaceAll('"', '') === table);
  const refers = (from: Kind, to: Kind) => from.columns.some((c) => c.ref === to.record.name);
  return refers(owner, kind) || refers(kind, owner);
}

function wanted(kind: Kind): string[] {
  const envelope = envelopeColumns.map((c) => `${c.column} ${c.sql} not null`);
  const own = kind.columns.map((c) => `${c.column} ${c.sql}${c.nullable ? '' : ' not null'}`);
  return [...envelope, 'head bytea not null', ...own].sort();
}

async function columnsIn(table: string): Promise<string[]> {
  const { rows } = await world.db.owner.query<{ line: string }>(
    `select a.attname || ' ' || format_type(a.atttypid, a.atttypmod) || case when a.attnotnull then ' not null' else '' end as line
from pg_attribute a where a.attrelid = $1::regclass and a.attnum > 0 and not a.attisdropped`,
    [`"${table}"`],
  );
  const short = (line: string) => line.replace(/timestamp\((\d)\) with time zone/, 'timestamptz($1)').replace(/ integer/, ' int');
  return rows.map((r) => short(r.line)).sort();
}

const single = (rows: { def: string }[], column: string): string[] =>
  rows.flatMap((r) => new RegExp(`${column} = '([^']*)'`).exec(r.def)?.[1] ?? []);
