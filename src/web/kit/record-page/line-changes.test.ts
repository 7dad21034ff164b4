import { expect, test } from 'vitest';
import { changedRows } from './line-changes.tsx';

const row = (id: string, quantity: string) => ({ id, quantity });

test('rows are told apart by their ids: what came, what changed, what is gone; what stayed is not told', () => {
  const before = [row('a', '1'), row('b', '2'), row('c', '3')];
  const after = [row('c', '3'), row('b', '5'), { quantity: '9' }];
  expect(changedRows(before, after)).toEqual([
    { kind: 'changed', row: row('b', '5'), was: row('b', '2') },
    { kind: 'come', row: { quantity: '9' }, was: null },
    { kind: 'gone', row: row('a', '1'), was: null },
  ]);
  expect(changedRows(before, before)).toEqual([]);
});
