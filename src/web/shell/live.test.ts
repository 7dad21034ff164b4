import { expect, test } from 'vitest';
import { isTouched } from './live.ts';

const ONE = '0b0e7a2e-1111-4222-8333-944455566677';
const OTHER = '1b0e7a2e-1111-4222-8333-944455566677';

test.each([
  ['a list of a kind that has changed', ['orders', 'list', '', 'zh'], { order: [ONE] }, true],
  ['a list of another kind', ['products', 'list', '', 'zh'], { order: [ONE] }, false],
  ['the very record', ['orders', ONE, 'view', 'zh'], { order: [ONE] }, true],
  ['another record of the kind', ['orders', OTHER, 'view', 'zh'], { order: [ONE] }, false],
  ['perhaps the very record', ['orders', ONE, 'view', 'zh'], { order: null }, true],
  ['a record that the changed one points at', ['orders', ONE, 'view', 'zh'], { delivery: [OTHER] }, true],
  ['a record that the changed one has nothing to do with', ['products', ONE, 'view', 'zh'], { department: [OTHER] }, false],
  ['promises, whatever has changed', ['commitments', 'standing', true, 'zh'], { order: [ONE] }, true],
  ['names, which hardly change', ['customers', 'called', 'x'], { customer: null }, false],
  ['figures, which cost much', ['kpi', '2026-01-01'], { order: null }, false],
])('%s', (_, key, kinds, touched) => {
  expect(isTouched(key, kinds)).toBe(touched);
});
