import { seatsOf } from '../declare/approval-guards.ts';
import type { AnyDeadline } from '../declare/record.ts';
import { isSetting } from '../declare/setting.ts';
import type { Span } from '../declare/span.ts';
import { seatControl } from './approval/state.ts';
import { dueAt, type Pause } from './clock/due.ts';
import { type Config, circumstances } from './config.ts';
import { newId } from './id.ts';
import { entryHash } from './journal/entry.ts';
import { digestOfRedating } from './journal/redating-list.ts';
import type { Kernel } from './kernel.ts';
import { load } from './load.ts';
import { clockOf, wakeAt } from './promises.ts';
import { deadlineNamed } from './tick.ts';
import { inTransaction, type Queryable } from './transaction.ts';
import { systemActor } from './tx.ts';

/** Why open commitments are dated anew: a calendar changed (its id; `instead`: it now stands in for that one), or a setting (its key). */
export type Cause = { kind: 'working-calendar'; id: string; instead?: string } | { kind: 'setting'; id: string; key: string };

const BATCH = 5000;

/**
 * Dates every open commitment anew that the cause touches, in batches, and lists what changed. Settled and breached ones stay
 * as they are. Safe to run again: what is already dated right does not change. Returns the id of the list and its counts.
 */
export async function redateAll(
  kernel: Kernel,
  cause: Cause,
  now: number,
  onProgress: (examined: number) => void = () => {},
): Promise<{ id: string; examined: number; changed: number }> {
  const id = newId();
  const config = await kernel.config();
  let examined = 0;
  await kernel.pool.query('insert into redating (id, at, cause, cause_id) values ($1, $2, $3, $4)', [
    id,
    new Date(now),
    cause.kind,
    cause.id,
  ]);
  const through = async (condition: Condition, [first, last]: readonly [string, string]): Promise<void> => {
    for (let after: string | null = first; after !== null; ) {
      const range = [after, last] as const;
      const batch: Batch = await inTransaction(kernel.pool, (client) =>
        redateBatch(kernel, client, config, id, condition, cause, range, now),
      );
      examined += batch.examined;
      onProgress(examined);
      after = batch.last;
    }
  };
  const ranges = await halves(kernel);
  for (const condition of conditionsOf(kernel, cause)) await Promise.all(ranges.map((range) => through(condition, range)));
  const changed = await inTransaction(kernel.pool, async (client) => {
    const digest = await digestOfRedating(client, id);
    const body = JSON.stringify({ cause, examined, ...digest });
    const entry = { record: 'redating', recordId: id, version: 1, step: 'redate', atMs: now, actor: 'system', body };
    await client.query('update redating set examined = $2, changed = $3, done_at = $4 where id = $1', [
      id,
      examined,
      digest.changed,
      new Date(now),
    ]);
    await client.query(
      'insert into journal (record, record_id, version, step, at, actor, body, hash) values ($1, $2, 1, $3, $4, $5, $6, $7)',
      ['redating', id, 'redate', new Date(now), 'system', body, entryHash(kernel.key, null, entry)],
    );
    return digest.changed;
  });
  return { id, examined, changed };
}

/**
 * Two ranges of ids with about half of the open commitments each: the database does one while the program works out the other. Judged by
 * one page of the table in a hundred; where that says nothing, one of them has them all.
 */
async function halves({ pool }: Kernel): Promise<readonly (readonly [string, string])[]> {
  const { rows } = await pool.query<{ middle: string | null }>(
    `select percentile_disc(0.5) within group (order by id) as middle from commitment tablesample system (1) where outcome = 'open'`,
  );
  const middle = rows[0]?.middle ?? LAST_ID;
  return [
    [FIRST_ID, middle],
    [middle, LAST_ID],
  ];
}

const FIRST_ID = '00000000-0000-0000-0000-000000000000';
const LAST_ID = 'ffffffff-ffff-ffff-ffff-ffffffffffff';

interface Condition {
  sql: string;
  value: string;
}

/** Each condition pages along an index of open commitments. */
function conditionsOf(kernel: Kernel, cause: Cause): Condition[] {
  if (cause.kind === 'working-calendar')
    return [cause.id, ...(cause.instead ? [cause.instead] : [])].map((value) => ({ sql: 'calendar = $1::uuid', value }));
  const controls = [...kernel.registry.kinds.values()].flatMap(({ record }) =>
    Object.entries(record.deadlines)
      .filter(
        ([, deadline]) =>
          typeof deadline.within === 'function' || (isSetting(deadline.within) && deadline.within.key === cause.key),
      )
      .map(([name]) => `${record.name}.deadlines.${name}`),
  );
  const seats = [...kernel.registry.kinds.values()].flatMap(({ record }) =>
    Object.entries(record.approvals ?? {}).flatMap(([name, approval]) =>
      seatsOf(approval)
        .filter(({ seat }) => isSetting(seat.within) && seat.within.key === cause.key)
        .map((seat) => seatControl(record.name, name, seat.name)),
    ),
  );
  return [
    ...controls.map((value) => ({ sql: 'control = $1', value })),
    // What was handed over has a date and no span.
    ...seats.map((value) => ({ sql: 'control = $1 and amount is not null', value })),
  ];
}

interface Row {
  id: string;
  record: string;
  record_id: string;
  control: string;
  opened: number;
  amount: string | null;
  unit: string;
  calendar: string | null;
  due: number | null;
  pauses: Pause[];
}

interface Batch {
  examined: number;
  last: string | null;
}

async function redateBatch(
  kernel: Kernel,
  client: Queryable,
  config: Config,
  redating: string,
  condition: Condition,
  cause: Cause,
  [after, to]: readonly [string, string],
  now: number,
): Promise<Batch> {
  const { rows } = await client.query<Row>({
    name: `redate ${condition.sql}`,
    text: `select id, record, record_id, control, extract(epoch from opened_at)::float8 * 1000 as opened, amount, unit, calendar, extract(epoch from due_at)::float8 * 1000 as due, pauses
from commitment where outcome = 'open' and ${condition.sql} and id > $2::uuid and id <= $3::uuid order by id limit ${BATCH} for update`,
    values: [condition.value, after, to],
  });
  const calendar = cause.kind === 'working-calendar' ? cause.id : null;
  const spans = cause.kind === 'setting' ? await spansNow(kernel, rows, now) : null;
  const moved = rows.flatMap((row) => {
    const deadline = deadlineNamed(kernel, row.control);
    const span = spans
      ? spans.get(row.id)
      : row.amount === null
        ? undefined
        : { amount: Number(row.amount), unit: row.unit as Span['unit'] };
    if (!deadline || !span) return [];
    return redateOne(config, deadline, row, span, calendar ?? row.calendar);
  });
  if (moved.length > 0) {
    await client.query({
      name: 'redated',
      text: `with moves as (select * from json_to_recordset($1::json) as m(id uuid, amount numeric, unit text, calendar uuid, version int, f bigint, t bigint, w bigint)),
changed as (insert into redating_change (redating, commitment, due_from, due_to) select $2, id, to_timestamp(f / 1000.0), to_timestamp(t / 1000.0) from moves where f is distinct from t)
update commitment c set due_at = to_timestamp(m.t / 1000.0), wake_at = to_timestamp(m.w / 1000.0), amount = m.amount, unit = m.unit, calendar = m.calendar, calendar_version = m.version
from moves m where c.id = m.id`,
      values: [JSON.stringify(moved), redating],
    });
  }
  return { examined: rows.length, last: rows.length === BATCH ? rows.at(-1)!.id : null };
}

/** A commitment's new dates; nothing when neither date nor terms differ. The ladder starts over: rungs already past are climbed at the next tick. */
function redateOne(config: Config, deadline: AnyDeadline, row: Row, span: Span, calendar: string | null) {
  const timed = { openedAt: row.opened, amount: span.amount, unit: span.unit, calendar, dueAt: null, pauses: row.pauses };
  const { cal } = clockOf(timed, config);
  const due = dueAt(cal, row.opened, span, row.pauses);
  if (due === row.due && calendar === row.calendar && Number(row.amount) === span.amount && row.unit === span.unit) return [];
  const wake = wakeAt(config, deadline, { ...timed, dueAt: due }, 0);
  return [{ id: row.id, amount: span.amount, unit: span.unit, calendar, version: cal.spec.version, f: row.due, t: due, w: wake }];
}

/** The terms that a setting gives now, read from the records where they depend on them. */
async function spansNow(kernel: Kernel, rows: readonly Row[], now: number): Promise<Map<string, Span>> {
  const at = circumstances(await kernel.config(), now);
  const docs = new Map<string, Awaited<ReturnType<typeof load>>['byId']>();
  for (const record of new Set(rows.map((r) => r.record))) {
    const own = rows.filter((r) => r.record === record && typeof deadlineNamed(kernel, r.control)?.within === 'function');
    if (own.length > 0)
      docs.set(
        record,
        (
          await load(
            kernel.pool,
            kernel.registry.kind(record),
            systemActor,
            own.map((r) => r.record_id),
            now,
          )
        ).byId,
      );
  }
  const spans = new Map<string, Span>();
  for (const row of rows) {
    const within = deadlineNamed(kernel, row.control)?.within;
    const doc = docs.get(row.record)?.get(row.record_id)?.doc;
    const said = typeof within === 'function' ? doc && within(doc) : within;
    const span = isSetting(said) ? (at.setting(said) as Span) : said;
    if (span) spans.set(row.id, span);
  }
  return spans;
}
