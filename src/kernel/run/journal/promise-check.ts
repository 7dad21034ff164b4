import type { ClientBase } from 'pg';
import type { Faults } from './faults.ts';
import type { RecordTable } from './rows.ts';
import { endsOf, type Move, moveOf, msOf, objectOf, type Told, type ToldPromise } from './told.ts';
import type { Page } from './told-pages.ts';

/** A commitment's row with what else is written of it. Instants are epoch milliseconds. */
interface Row {
  id: string;
  record: string;
  record_id: string;
  number: string;
  control: string;
  opened: number;
  due: number | null;
  outcome: string;
  breached: number | null;
  settled: number | null;
  settled_by: string | null;
  pauses: unknown;
  /** What its own chain tells, in order of version; null for nothing. */
  events: { step: string; at: number; body: unknown }[] | null;
  /** How redatings moved its due instant. */
  redated: Move[] | null;
}

const ms = (column: string): string => `(extract(epoch from ${column}) * 1000)::float8`;

/** The commitments of a page of records; the journal is only asked of those that have a chain of their own. */
const PROMISES = `select c.id, c.record, c.record_id, c.number, c.control, c.outcome, c.settled_by, c.pauses,
  ${ms('c.opened_at')} as opened, ${ms('c.due_at')} as due, ${ms('c.breached_at')} as breached, ${ms('c.settled_at')} as settled,
  case when c.version > 1 then (select json_agg(json_build_object('step', j.step, 'at', ${ms('j.at')}, 'body', j.body) order by j.version)
    from journal j where j.record_id = c.id) end as events,
  (select json_agg(json_build_array(${ms('d.due_from')}, ${ms('d.due_to')})) from redating_change d where d.commitment = c.id) as redated
from commitment c where c.record_id = any ($1::uuid[])`;

/**
 * Compares the commitments of a page of records with what the journal tells of them: control, number, when opened, due, settled and by
 * what, outcome, breach and pauses; one that is gone, and one that nobody promised. Not in the journal, and so not compared, are debtor,
 * creditor, customer and the terms from which the due instant was reckoned. Returns how many rows there are.
 */
export async function comparePromises(
  client: ClientBase,
  record: string,
  { ids, told }: Page,
  doubtful: ReadonlySet<string>,
  faults: Faults,
): Promise<number> {
  const { rows } = await client.query<Row>({ name: 'promises of records', text: PROMISES, values: [ids] });
  const byRecord = new Map(told.map((one) => [one.id, one]));
  for (const row of rows) {
    const owner = byRecord.get(row.record_id);
    if (!owner) continue; // its record has a fault
    const promise = owner.promises.get(row.id);
    owner.promises.delete(row.id);
    if (doubtful.has(row.id)) continue;
    if (!promise) addUntold(faults, row.id);
    else addDifferences(faults, row.id, differences(row, record, owner, promise), row.control);
  }
  for (const { promises } of told) for (const { id, control } of promises.values()) addGone(faults, id, control);
  return rows.length;
}

/**
 * Names the commitments on records that are gone, or of no known kind: they belong to no page. `seen`: how many belonged to one; when
 * those are all, nothing is looked for.
 */
export async function compareOrphans(
  client: ClientBase,
  records: readonly RecordTable[],
  seen: number,
  faults: Faults,
): Promise<void> {
  const own = records.filter(({ columns }) => columns !== undefined);
  const exists = own.map(
    ({ record, table }) => `(c.record = '${record.name}' and exists (select from ${table} r where r.id = c.record_id))`,
  );
  const others = records.filter(({ columns }) => columns === undefined).map(({ record }) => record.name);
  const total = await client.query<{ n: string }>('select count(*) as n from commitment where record <> all ($1)', [others]);
  if (Number(total.rows[0]?.n) === seen) return;
  const { rows } = await client.query<{ id: string }>(
    `select c.id from commitment c where c.record <> all ($1) and not (${['false', ...exists].join(' or ')}) order by c.id`,
    [others],
  );
  for (const { id } of rows) addUntold(faults, id);
}

function differences(row: Row, record: string, { fields, id }: Told, promise: ToldPromise): string[] {
  const events = row.events ?? [];
  const breach = events.find(({ step }) => step === 'breach');
  const holds = events.filter(({ step }) => step === 'pause' || step === 'resume');
  const moves = [...promise.moves, ...(row.redated ?? []), ...holds.map(({ body }) => moveOf(objectOf(body)['due']))];
  // Nothing moves the due instant of a promise that is broken.
  const due = breach ? [msOf(objectOf(breach.body)['due'])] : endsOf(promise.dueMs, moves);
  const { settled } = promise;
  const outcome = settled?.outcome ?? (breach ? 'breached' : 'open');
  const broken = breach !== undefined || outcome === 'breached';
  const said: [field: string, is: unknown, told: unknown][] = [
    ['record', row.record, record],
    ['recordId', row.record_id, id],
    ['number', row.number, fields['number']],
    ['control', row.control, promise.control],
    ['openedAt', row.opened, promise.openedAtMs],
    ['dueAt', due.includes(row.due), true],
    ['outcome', row.outcome, outcome],
    ['breachedAt', row.breached, broken ? row.due : null],
    ['settledAt', row.settled, settled?.atMs ?? null],
    ['settledBy', row.settled_by, settled?.by ?? null],
    ['pauses', pausesIn(row.pauses), JSON.stringify(pausesOf(holds))],
  ];
  return said.filter(([, is, told]) => is !== told).map(([field]) => `/${field}`);
}

interface Pause {
  from: number;
  to: number | null;
  why: unknown;
}

/** The pauses that the chain of a commitment tells. */
function pausesOf(holds: readonly { step: string; at: number; body: unknown }[]): Pause[] {
  const pauses: Pause[] = [];
  for (const { step, at, body } of holds) {
    const last = pauses.at(-1);
    if (step === 'pause') pauses.push({ from: at, to: null, why: objectOf(body)['why'] ?? '' });
    else if (last) last.to = at;
  }
  return pauses;
}

/** What stands in the row, in the same form; jsonb keeps members in an order of its own. */
const pausesIn = (pauses: unknown): string =>
  Array.isArray(pauses)
    ? JSON.stringify(pauses.map((pause) => (({ from, to, why }) => ({ from, to, why }))(objectOf(pause))))
    : '';

function addDifferences(faults: Faults, recordId: string, fields: readonly string[], control: string): void {
  if (fields.length === 0) return;
  const zh = `承诺 ${control} 的 ${fields.join('、')} 与流水不符：绕过系统改动了承诺。`;
  const en = `Not what the journal says of the promise ${control}: ${fields.join(', ')}. It was changed past the system.`;
  faults.add('changed', { record: 'commitment', recordId, fields }, zh, en);
}

function addGone(faults: Faults, recordId: string, control: string): void {
  const en = `The promise ${control} that the journal tells of does not exist.`;
  faults.add('changed', { record: 'commitment', recordId }, `流水所记的承诺 ${control} 已不存在。`, en);
}

function addUntold(faults: Faults, recordId: string): void {
  faults.add(
    'changed',
    { record: 'commitment', recordId },
    '流水没有记载这项承诺：绕过系统添加。',
    'The journal tells of no such promise: it was added past the system.',
  );
}
