import { expect, test } from 'vitest';
import { type Branch, type Link, treeOf, turnOf } from './links.ts';

const link = (record: string, id: string, parents: string[] = [], more: Partial<Link> = {}): Link => ({
  record,
  id,
  number: id,
  title: null,
  state: '',
  createdAt: '',
  parents,
  promises: [],
  can: {},
  ...more,
});
const shape = (branches: readonly Branch[]): unknown[] => branches.map(({ link: { id }, below }) => [id, ...shape(below)]);

test('each record hangs on the one that it refers to most closely', () => {
  const links = [
    link('order', 'O'),
    link('delivery', 'D1', ['O']),
    link('delivery', 'D2', ['O']),
    link('rating', 'R', ['O', 'D1']),
    link('complaint', 'K', ['D2', 'O']),
    link('return-visit', 'V', ['K']),
    link('measure', 'M', ['hidden']),
  ];
  expect(shape(treeOf(links))).toEqual([['O', ['D1', ['R']], ['D2', ['K', ['V']]]], ['M']]);
});

test('references that go round end somewhere', () => {
  expect(new Set(shape(treeOf([link('order', 'A', ['B']), link('order', 'B', ['A'])])).flat(9))).toEqual(new Set(['A', 'B']));
});

test('whose turn it is follows from the good way of a record’s life, and says what is missing', () => {
  const because = [
    { rule: 'role', control: 'order.audit', sentence: '', clauses: [] },
    { rule: 'addressGiven', control: 'order.audit.addressGiven', sentence: '配送地址已填写。', clauses: [] },
  ];
  const placed = link('order', 'O', [], {
    state: 'placed',
    can: {
      cancel: { allowed: true, because: [], clauses: [] },
      audit: { allowed: false, because, clauses: [] },
    },
  });
  expect(turnOf(placed)).toMatchObject({ step: 'audit', mine: false, missing: [{ rule: 'addressGiven' }] });
  expect(turnOf({ ...placed, state: 'delivered' })).toBeNull();
});
