import { seatsOf, waitsFor } from '../declare/approval-guards.ts';
import { clauseId, type Regulation } from '../declare/regulation.ts';
import { type Bilingual, bilingual } from '../declare/words.ts';
import type { Effect, Kind } from './kind.ts';

/** A clause as a refusal or a commitment names it. */
export interface ClauseRef {
  id: string;
  regulation: string;
  clause: string;
  title: Bilingual;
  text: Bilingual;
}

/**
 * A reference that a deed holds still. `counted`: the facts of the record referred to look at this kind's rows, so deeds on those that
 * refer to the same record go one after another; otherwise this kind's facts only read it, and any number may do so at once.
 */
export interface Held {
  column: string;
  table: string;
  counted: boolean;
}

/** All records, regulations and what they have to do with each other. */
export interface Registry {
  kinds: ReadonlyMap<string, Kind>;
  regulations: readonly Regulation[];
  kind(name: string): Kind;
  byPlural(plural: string): Kind | undefined;
  /** The references of a kind that a deed on it must hold still. */
  held(kind: Kind): readonly Held[];
  /** What follows a step of a record: its own effect first, then the reactions of others in registry order. */
  followers(record: string, step: string): readonly Effect[];
  /** The clauses that a control enforces; controls are named `order.confirm.linesComplete`, `order.deadlines.confirmation`. */
  clausesOf(control: string): readonly ClauseRef[];
  clauseIdsOf(control: string): readonly string[];
  clause(id: string): ClauseRef | undefined;
  /** The names of a control object (a predicate may guard several steps); none when it belongs to no record or measure. */
  namesOf(control: object): readonly string[];
}

/**
 * Ties kinds, regulations and other named controls (measures, for instance) together.
 * @throws Error when a record is named twice or a clause points at a control that nothing declares.
 */
export function registryOf(
  kinds: readonly Kind[],
  regulations: readonly Regulation[],
  others: ReadonlyMap<object, string> = new Map(),
): Registry {
  const byName = new Map(kinds.map((k) => [k.record.name, k]));
  if (byName.size !== kinds.length) throw new Error('Two records share a name.');
  const byPlural = new Map(kinds.map((k) => [k.record.plural, k]));
  const held = new Map(kinds.map((k) => [k, heldBy(k, byName)]));
  const followers = followersOf(kinds);
  const names = namesOf([...kinds.flatMap(controlsOf), ...others]);
  const { byControl, byId } = clauseIndex(regulations, names);
  const ids = new Map([...byControl].map(([control, refs]) => [control, refs.map((c) => c.id)]));
  return {
    kinds: byName,
    regulations,
    kind(name) {
      const found = byName.get(name);
      if (!found) throw new Error(`No record is called ${name}.`);
      return found;
    },
    byPlural: (plural) => byPlural.get(plural),
    held: (kind) => held.get(kind) ?? [],
    followers: (record, step) => followers.get(`${record}.${step}`) ?? [],
    clausesOf: (control) => byControl.get(control) ?? [],
    clauseIdsOf: (control) => ids.get(control) ?? [],
    clause: (id) => byId.get(id),
    namesOf: (control) => names.get(control) ?? [],
  };
}

function heldBy(kind: Kind, byName: ReadonlyMap<string, Kind>): Held[] {
  return kind.columns.flatMap(({ column, ref }) => {
    const target = ref === null ? undefined : byName.get(ref);
    if (!target) return [];
    const counted = looksAt(target, kind);
    return counted || looksAt(kind, target) ? [{ column, table: target.table, counted }] : [];
  });
}

/** The tables that a kind's facts read from, as written in their SQL. */
export const tablesIn = (sql: string): string[] => [...sql.matchAll(/\b(?:from|join)\s+("?)(\w+)\1/gi)].map((m) => m[2]!);

const looksAt = (kind: Kind, at: Kind): boolean => {
  const tables = [at.table, ...at.lines.map((l) => l.table)].map((t) => t.replaceAll('"', ''));
  return Object.values(kind.queries.facts).some((sql) => tablesIn(sql).some((t) => tables.includes(t)));
};

function followersOf(kinds: readonly Kind[]): Map<string, Effect[]> {
  const all = new Map<string, Effect[]>();
  const add = (key: string, effect: Effect) => all.set(key, [...(all.get(key) ?? []), effect]);
  for (const k of kinds) for (const [step, effect] of Object.entries(k.effects)) add(`${k.record.name}.${step}`, effect);
  for (const k of kinds) for (const reaction of k.reactions) add(`${reaction.to}.${reaction.step}`, reaction.run);
  return all;
}

function namesOf(controls: readonly (readonly [object, string])[]): Map<object, string[]> {
  const names = new Map<object, string[]>();
  for (const [control, name] of controls) names.set(control, [...(names.get(control) ?? []), name]);
  return names;
}

/** Every object in a declaration that a clause may point at, with its name. */
function controlsOf({ record }: Kind): [object, string][] {
  const n = record.name;
  const controls: [object, string][] = [
    [record, n],
    [record.permit, `${n}.permit`],
    [record.permit.edit, `${n}.permit.edit`],
    [record.permit.read, `${n}.permit.read`],
    [record.permit.create, `${n}.permit.create`],
  ];
  if (record.permit.confidential) controls.push([record.permit.confidential, `${n}.permit.confidential`]);
  for (const [field, schema] of Object.entries(record.fields)) controls.push([schema, `${n}.fields.${field}`]);
  for (const [line, shape] of Object.entries(record.lines ?? {})) controls.push([shape, `${n}.lines.${line}`]);
  for (const [name, deadline] of Object.entries(record.deadlines)) controls.push([deadline, `${n}.deadlines.${name}`]);
  for (const [name, duty] of Object.entries(record.duties ?? {})) controls.push([duty, `${n}.duties.${name}`]);
  for (const [name, approval] of Object.entries(record.approvals ?? {})) {
    controls.push([approval, `${n}.approvals.${name}`]);
    // A clause that asks for an approval is cited by the steps that wait for it and by the decisions that are owed.
    for (const seat of seatsOf(approval)) {
      controls.push([seat.seat, `${n}.approvals.${name}.${seat.name}`], [approval, `${n}.approvals.${name}.${seat.name}`]);
    }
    for (const [step, declared] of Object.entries(record.lifecycle))
      if (waitsFor(approval, step, declared)) controls.push([approval, `${n}.${step}.${name}`]);
  }
  for (const [name, step] of Object.entries(record.lifecycle)) {
    controls.push([step, `${n}.${name}`]);
    if (step.evidence) controls.push([step.evidence, `${n}.${name}.evidence`]);
    for (const [guard, test] of Object.entries(step.guards ?? {})) controls.push([test, `${n}.${name}.${guard}`]);
  }
  return controls;
}

function clauseIndex(regulations: readonly Regulation[], names: ReadonlyMap<object, readonly string[]>) {
  const byControl = new Map<string, ClauseRef[]>();
  const byId = new Map<string, ClauseRef>();
  for (const regulation of regulations) {
    for (const [clause, { text, controls }] of Object.entries(regulation.clauses)) {
      const ref: ClauseRef = {
        id: clauseId(regulation, clause),
        regulation: regulation.code,
        clause,
        title: bilingual(regulation.title, regulation.code),
        text: bilingual(text, ''),
      };
      byId.set(ref.id, ref);
      for (const control of controls) {
        const found = control && names.get(control);
        if (!found) throw new Error(`Clause ${ref.id} points at a control that no record declares.`);
        for (const name of found) byControl.set(name, [...(byControl.get(name) ?? []), ref]);
      }
    }
  }
  return { byControl, byId };
}
