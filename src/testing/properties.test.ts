import { generateKeyPairSync } from 'node:crypto';
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { isLate } from '#kernel/run/clock/due';
import { keyIdOf } from '#kernel/run/journal/seal';
import { verify } from '#kernel/run/journal/verify';
import { docColumns } from '#kernel/run/load';
import { clockOf } from '#kernel/run/promises';
import { commitmentTable } from '#server/journal-places';
import { kinds } from '#server/registry';
import { type Move, walk } from './walk.ts';
import { freshWorld, journalKey, type World } from './world.ts';

// Whatever happens in whatever order, the books agree.

const BEGINS = Date.parse('2026-11-16T01:00:00Z');
const RUNS = 8;

const move: fc.Arbitrary<Move> = fc.record({
  what: fc.constantFrom('create', 'step', 'step', 'step', 'step', 'step', 'edit', 'tick'),
  which: fc.noBias(fc.nat(2 ** 20)),
  how: fc.noBias(fc.nat(2 ** 20)),
  who: fc.noBias(fc.nat(20)),
  after: fc.oneof(fc.integer({ min: 0, max: 2 }), fc.integer({ min: 0, max: 72 })),
});
const moves = fc.array(move, { minLength: 60, maxLength: 120, size: 'max' });

test('the journal tells every record as it stands, promises are settled once and rightly, and nothing looks altered', async () => {
  const steps = new Map<string, number>();
  await fc.assert(
    fc.asyncProperty(moves, async (given) => {
      const world = await freshWorld();
      try {
        const { done, now } = await walk(world, given, BEGINS);
        for (const deed of done) steps.set(deed, (steps.get(deed) ?? 0) + 1);
        expect(await toldOtherwise(world)).toEqual([]);
        expect(await wrongPromises(world, now)).toEqual([]);
        expect(await verified(world)).toMatchObject({ ok: true, faults: [] });
      } finally {
        await world.close();
      }
    }),
    { numRuns: RUNS, interruptAfterTimeLimit: 25_000 },
  );
  expect(steps.size).toBeGreaterThan(20);
});

/** The records of which the row is not what their entries tell when read one after another. */
async function toldOtherwise({ db }: World): Promise<string[]> {
  const wrong: string[] = [];
  for (const kind of kinds) {
    const { rows } = await db.owner.query<{ doc: Doc; bodies: Body[] }>(
      `select row_to_json(x) as doc, (select json_agg(j.body order by j.version) from journal j where j.record_id = x.id) as bodies
       from (select ${docColumns(kind)} from ${kind.table} r where exists (select from journal j where j.record_id = r.id)) x`,
    );
    const members = ['state', ...kind.columns.map((c) => c.field), ...kind.lines.map((l) => l.name)];
    for (const { doc, bodies } of rows) {
      const told: Doc = {};
      for (const { record, fields, lines, state } of bodies) {
        Object.assign(told, record);
        for (const [member, [, after]] of Object.entries({ ...fields, ...lines, ...(state && { state }) })) told[member] = after;
      }
      const differing = members.filter(
        (member) => JSON.stringify(inOrder(doc[member])) !== JSON.stringify(inOrder(told[member])),
      );
      wrong.push(
        ...differing.map(
          (member) =>
            `${String(doc['number'])}: ${member} is ${JSON.stringify(doc[member])} and told as ${JSON.stringify(told[member])}`,
        ),
      );
    }
  }
  return wrong;
}

type Doc = Record<string, unknown>;

interface Body {
  record?: Doc;
  fields?: Record<string, [unknown, unknown]>;
  lines?: Record<string, [unknown, unknown]>;
  state?: [unknown, unknown];
}

/** Whatever it is, with the members of objects in one order. */
const inOrder = (value: unknown): unknown =>
  JSON.parse(JSON.stringify(value ?? null), (_, v: unknown) =>
    v !== null && typeof v === 'object' && !Array.isArray(v)
      ? Object.fromEntries(Object.entries(v).sort(([a], [b]) => (a < b ? -1 : 1)))
      : v,
  );

interface Promised {
  id: string;
  number: string;
  control: string;
  outcome: string;
  opened: number;
  due: number | null;
  settled: number | null;
  amount: string | null;
  unit: string;
  calendar: string | null;
  wakes: boolean;
  opening: number;
  settling: string[];
}

/** Promises that were opened or settled more or less than once, otherwise than the journal says, or against the clock; two of a kind on one record. */
async function wrongPromises({ db, kernel }: World, now: number): Promise<string[]> {
  const config = await kernel.config();
  const { rows } = await db.owner.query<Promised>(`
    select c.id, c.number, c.control, c.outcome, c.amount, c.unit, c.calendar, c.wake_at is not null as wakes,
      extract(epoch from c.opened_at)::float8 * 1000 as opened, extract(epoch from c.due_at)::float8 * 1000 as due, extract(epoch from c.settled_at)::float8 * 1000 as settled,
      (select count(*)::int from journal j, json_array_elements(j.body->'opened') o where o->>'id' = c.id::text) as opening,
      array(select s->>'outcome' from journal j, json_array_elements(j.body->'settled') s where s->>'id' = c.id::text) as settling
    from commitment c`);
  const wrong = rows.flatMap((c): string[] => {
    const clock = clockOf(
      {
        openedAt: c.opened,
        amount: c.amount === null ? null : Number(c.amount),
        unit: c.unit,
        calendar: c.calendar,
        dueAt: c.due,
        pauses: [],
      },
      config,
    );
    const late = isLate(clock, c.settled ?? now);
    const faults = [
      c.opening !== 1 && 'is not opened once',
      c.settling.length !== (c.settled === null ? 0 : 1) && 'is not settled once',
      c.settled !== null && c.settling[0] !== c.outcome && 'is settled otherwise than told',
      (c.outcome === 'kept' || c.outcome === 'released') && late && 'was late',
      c.outcome === 'breached' && !late && 'was not late',
      c.outcome === 'kept' && c.due !== null && c.unit === 'date' && c.settled! > c.due && 'was kept after its date',
      c.outcome === 'open' && c.settled !== null && 'is open and settled',
      c.outcome === 'open' && c.due !== null && !c.wakes && 'will never be looked at',
    ];
    return faults.filter((fault) => fault !== false).map((fault) => `${c.control} of ${c.number} ${fault}`);
  });
  const twice = await db.owner.query<{ control: string }>(
    'select control from commitment where settled_at is null group by record_id, control having count(*) > 1',
  );
  return [...wrong, ...twice.rows.map(({ control }) => `${control} stands twice`)];
}

const pair = generateKeyPairSync('ed25519');
const keys = { journal: journalKey, ...pair, keyId: keyIdOf(pair.publicKey) };

async function verified({ db }: World) {
  return verify(db.owner, keys, null, { records: [...kinds, commitmentTable] });
}
