import { bare } from '#kernel/declare/fields';
import type { AnyDoc } from '#kernel/declare/record';
import { Problem } from '#kernel/problem';
import { newId } from '#kernel/run/id';
import type { Kind } from '#kernel/run/kind';
import { read } from '#kernel/run/read';
import { tickDuties, tickPromises } from '#kernel/run/tick';
import { systemActor } from '#kernel/run/tx';
import { registry } from '#server/registry';
import { type Family, familyAt, leastInput, placeReferred, samplesOf } from './rows.ts';
import { refsIn, sampleOf } from './samples.ts';
import { actorFor } from './subject.ts';
import type { World } from './world.ts';

/** One thing that somebody does on a walk; the numbers choose among what is there and what is possible then. */
export interface Move {
  what: 'create' | 'step' | 'edit' | 'tick';
  which: number;
  how: number;
  who: number;
  /** Hours that pass before it. */
  after: number;
}

/** What happened on a walk. */
export interface Walked {
  /** The instant of the last move, epoch milliseconds. */
  now: number;
  /** `order.confirm`, `delivery.create`, … as often as they were done. */
  done: string[];
}

const WALKED = [
  'order',
  'delivery',
  'delay-notice',
  'objection',
  'complaint',
  'measure',
  'return-visit',
  'visit-action',
  'rating',
];
/** What is created by hand; everything else follows from steps. */
const CREATED = ['order', 'order', 'delivery', 'delivery', 'delay-notice', 'complaint', 'measure', 'rating'];
const HOUR = 3_600_000;

/** Makes these moves, one after another, on records of one customer. What is refused changes nothing, and the walk goes on. */
export async function walk(world: World, moves: readonly Move[], begins: number): Promise<Walked> {
  const walked: Walked = { now: begins, done: [] };
  const family = familyAt(begins);
  await grounded(world, family, begins);
  for (const move of moves) {
    walked.now += move.after * HOUR;
    const instant = new Date(walked.now).toISOString();
    Object.assign(family.sampling, { instant, today: instant.slice(0, 10) });
    try {
      const deed = await make(world, move, family, walked.now);
      if (deed !== null) walked.done.push(deed);
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
    }
  }
  return walked;
}

/** A customer, a department and two people, made by the kernel: whatever is there has a journal. */
async function grounded({ kernel }: World, { ids }: Family, now: number): Promise<void> {
  const [department, employee, customer] = ['department', 'employee', 'customer'].map((name) => registry.kind(name).record);
  await kernel.write(systemActor, now, async (tx) => {
    const make = async (record: unknown, input: object) =>
      ((await tx.create(record as never, [input] as never)) as { id: string }[])[0]!.id;
    ids.set('department', await make(department, { name: '客服部' }));
    ids.set('employee', await make(employee, { name: '李雷', department: ids.get('department') }));
    ids.set('employee#2', await make(employee, { name: '韩梅梅' }));
    ids.set(
      'customer',
      await make(customer, { name: '苏州卓润物流', owner: ids.get('employee'), department: ids.get('department') }),
    );
  });
}

function make(world: World, move: Move, family: Family, now: number): Promise<string | null> {
  if (move.what === 'tick') return tick(world, now);
  if (move.what === 'create') return create(world, move, family, now);
  return change(world, move, family, now);
}

async function tick({ kernel }: World, now: number): Promise<string> {
  await tickDuties(kernel, now);
  await tickPromises(kernel, now);
  return 'tick';
}

async function create(world: World, { which, how, who }: Move, family: Family, now: number): Promise<string | null> {
  const kind = registry.kind(CREATED[which % CREATED.length]!);
  const needed = Object.entries(kind.record.fields).flatMap(([, schema]) => (bare(schema).nullable ? [] : refsIn(schema)));
  for (const name of needed.filter((name) => WALKED.includes(name))) {
    const others = await recordsOf(world, [name]);
    if (others.length === 0) return null;
    family.ids.set(name, others[how % others.length]!.id);
  }
  // A measure belongs to a complaint although it need not.
  const complaints = kind.record.name === 'measure' ? await recordsOf(world, ['complaint']) : [];
  const extra = complaints.length > 0 ? { complaint: complaints[how % complaints.length]!.id } : {};
  const lines = Object.fromEntries(
    kind.lines.map(({ name }) => [name, [samplesOf(kind.record.lines![name]!, family.sampling, how)]]),
  );
  const actor = who % 2 === 0 ? systemActor : actorFor(kind.record.permit.create, { kind, family });
  await world.kernel.write(actor, now, (tx) =>
    tx.create(
      kind.record as never,
      [{ ...leastInput(kind, family), ...optional(kind, family, how), ...lines, ...extra }] as never,
    ),
  );
  return `${kind.record.name}.create`;
}

/** Some of the fields that may stay empty: addresses, dates, documents, without which a record gets nowhere. */
function optional(kind: Kind, family: Family, how: number): Record<string, unknown> {
  const names = {
    order: ['deliveryAddress', 'requestedDate'],
    delivery: ['hasManual', 'hasInspectionReport', 'hasOperationManual', 'hasWarrantyCard'],
    complaint: ['promiseGiven'],
  };
  const wanted = how % 4 === 0 ? [] : (names[kind.record.name as keyof typeof names] ?? []);
  return Object.fromEntries(wanted.map((name) => [name, sampleOf(bare(kind.record.fields[name]!).inner, family.sampling)]));
}

async function change(world: World, { what, which, how, who }: Move, family: Family, now: number): Promise<string | null> {
  const everything = await recordsOf(world, WALKED);
  const records = everything.filter(({ kind, state }) =>
    what !== 'edit' ? !kind.record.final.includes(state) : state in kind.record.permit.edit,
  );
  if (what === 'edit' && records.length > 0) return edit(world, records[which % records.length]!, { how, who }, family, now);
  for (const { kind, id } of rotated(records, which).slice(0, LOOKED_AT)) {
    const { can } = await read(world.kernel, systemActor, kind, id, now);
    const stepName = chosen(
      kind,
      Object.keys(can).filter((name) => can[name]!.allowed),
      how,
      who,
    );
    if (stepName !== undefined) return take(world, { kind, id }, stepName, who, family, now);
  }
  return null;
}

/** So many records are looked at for one that something can be done with. */
const LOOKED_AT = 6;

async function edit(
  world: World,
  { kind, id }: Item,
  { how, who }: Pick<Move, 'how' | 'who'>,
  family: Family,
  now: number,
): Promise<string> {
  const { record } = kind;
  const { record: doc } = await read(world.kernel, systemActor, kind, id, now);
  const editors = (record.permit.edit as Record<string, readonly string[] | undefined>)[doc.state] ?? [];
  const strangers = await Promise.all(
    kind.lines.map(({ table }) =>
      world.db.owner.query<{ id: string }>(`select id from ${table} where parent <> $1 limit 1`, [id]),
    ),
  );
  const evidence = edited(
    kind,
    doc,
    family,
    how,
    strangers.map(({ rows }) => rows[0]?.id ?? newId()),
  );
  await world.kernel.write(actorFor(rotated(editors, who), { kind, family }), now, (tx) =>
    tx.edit(record as never, [{ id, evidence }] as never),
  );
  return `${record.name}.edit`;
}

async function take(
  world: World,
  { kind, id }: Item,
  stepName: string,
  who: number,
  family: Family,
  now: number,
): Promise<string> {
  const { record } = kind;
  const step = record.lifecycle[stepName]!;
  if (step.evidence)
    await placeReferred(
      world.db.owner,
      refsIn(step.evidence).filter((name) => !WALKED.includes(name)),
      family,
    );
  const evidence = step.evidence ? sampleOf(step.evidence, family.sampling, who % 3) : {};
  await world.kernel.write(actorFor(rotated(step.by, who), { kind, family }), now, (tx) =>
    tx.take(record as never, stepName as never, [{ id, evidence }] as never),
  );
  return `${record.name}.${stepName}`;
}

/** One of the possible steps that somebody takes; rarely one that gives up, or a walk would end before it has begun. */
function chosen({ record }: Kind, possible: readonly string[], how: number, who: number): string | undefined {
  const human = possible.filter((name) => record.lifecycle[name]!.by.some((role) => role !== 'system'));
  const going = human.filter((name) => !GIVING_UP.test(name));
  const among = who === 0 ? human : going;
  return among[how % Math.max(1, among.length)];
}

const GIVING_UP = /cancel|take_back|drop|declare|terminate|unfounded|unsatisfied/;

/** Other values for some fields; lines added, dropped, turned round, kept by their ids, and given the id of a stranger's line. */
function edited(kind: Kind, doc: AnyDoc, family: Family, how: number, strangers: readonly string[]): Record<string, unknown> {
  const plain = kind.columns.filter((c) => c.ref === null && c.sql !== 'jsonb').map((c) => c.field);
  const field = plain[how % plain.length]!;
  const evidence: Record<string, unknown> = { [field]: sampleOf(bare(kind.record.fields[field]!).inner, family.sampling, how) };
  for (const [i, { name, columns }] of kind.lines.entries()) {
    const kept = (doc[name] as Record<string, unknown>[]).map((line) =>
      Object.fromEntries(['id', ...columns.map((c) => c.field)].map((key) => [key, line[key]])),
    );
    const added = samplesOf(kind.record.lines![name]!, family.sampling, how);
    evidence[name] = [
      [...kept, added],
      kept.slice(1),
      kept.toReversed(),
      [added, ...kept],
      [{ ...added, id: strangers[i] }, ...kept],
    ][how % 5];
  }
  return evidence;
}

interface Item {
  kind: Kind;
  id: string;
}

const rotated = <T>(items: readonly T[], by: number): T[] => items.map((_, i) => items[(i + by) % items.length]!);

async function recordsOf({ db }: World, names: readonly string[]): Promise<(Item & { state: string })[]> {
  const kinds = names.flatMap((name) => registry.kinds.get(name) ?? []);
  const found = await Promise.all(
    kinds.map((kind) =>
      db.owner.query<{ id: string; state: string }>(`select id, state from ${kind.table} order by created_at, number`),
    ),
  );
  return found.flatMap(({ rows }, i) => rows.map((row) => ({ kind: kinds[i]!, ...row })));
}
