import { describe, expect, test } from 'vitest';
import { endsOf, type Move, type Told, type ToldEntry, withEntry } from './told.ts';

const ID = '0198b0f4-0000-4000-8000-000000000001';
const PROMISE = '0198b0f4-0000-4000-8000-000000000002';
const entry = (version: number, body: unknown, more: Partial<ToldEntry> = {}): ToldEntry => ({
  id: 10 * version,
  version,
  step: 'edit',
  atMs: 1000 * version,
  actor: `actor ${version}`,
  body: JSON.stringify(body),
  ...more,
});
const folded = (...bodies: unknown[]): Told =>
  bodies.reduce<Told | null>((told, body, i) => withEntry(told, ID, entry(i + 1, body)), null)!;

describe('a record is what its entries leave', () => {
  test('the creation, then each field and line set as it was last written', () => {
    const told = folded(
      { state: [null, 'placed'], record: { number: 'A-1', name: '甲', phone: '1', items: [{ id: 'x' }] } },
      { fields: { name: ['甲', '乙'], phone: ['1', null] } },
      { state: ['placed', 'audited'] },
      { lines: { items: [[{ id: 'x' }], []] }, fields: { name: ['乙', '丙'] } },
    );
    expect(told).toMatchObject({ version: 4, journalId: 40, createdAtMs: 1000, createdBy: 'actor 1', updatedAtMs: 4000 });
    expect(told.fields).toEqual({ number: 'A-1', name: '丙', phone: null, items: [] });
  });

  test('promises with how they were opened, moved and settled', () => {
    const told = folded(
      { record: {}, opened: [{ id: PROMISE, control: 'order.deadlines.audit', due: '2026-01-02T00:00:00.000Z' }] },
      { redated: [{ id: PROMISE, due: ['2026-01-02T00:00:00.000Z', null] }] },
      { settled: [{ id: PROMISE, outcome: 'kept' }] },
    );
    expect([...told.promises.values()]).toEqual([
      {
        id: PROMISE,
        control: 'order.deadlines.audit',
        openedAtMs: 1000,
        dueMs: Date.UTC(2026, 0, 2),
        moves: [[Date.UTC(2026, 0, 2), null]],
        settled: { outcome: 'kept', atMs: 3000, by: 'edit actor 3' },
      },
    ]);
  });

  test.each([
    null,
    7,
    'text',
    [],
    { record: [1], fields: 'none', lines: { items: 3 }, opened: { id: 1 }, settled: [null, { id: 'x' }] },
  ])('a body that no kernel writes is passed over: %j', (body) => {
    expect(folded({ record: { name: '甲' } }, body)).toMatchObject({ version: 2, fields: { name: '甲' }, promises: new Map() });
  });
});

test.each<[what: string, start: number | null, moves: Move[], ends: (number | null)[]]>([
  ['nothing moved it', 1, [], [1]],
  [
    'one after the other',
    1,
    [
      [1, 2],
      [2, 3],
    ],
    [3],
  ],
  [
    'told in another order',
    1,
    [
      [2, 3],
      [1, 2],
    ],
    [3],
  ],
  [
    'there and back again',
    1,
    [
      [1, 2],
      [2, 1],
    ],
    [1],
  ],
  ['to where it was', 1, [[1, 1]], [1]],
  [
    'paused and resumed',
    1,
    [
      [1, null],
      [null, 4],
    ],
    [4],
  ],
  [
    'two who did not see each other',
    1,
    [
      [1, 2],
      [1, 3],
    ],
    [2, 3],
  ],
])('where moves lead: %s', (_, start, moves, ends) => {
  expect(endsOf(start, moves)).toEqual(ends);
});
