import { expect, test } from 'vitest';
import { recordNamed } from '../../registry.ts';
import { columnsOf, filtersIn, queryOf, sortIn, standardColumns, withFilter } from './question.ts';

const order = recordNamed('order')!;
const told = (params: URLSearchParams) => decodeURIComponent(params.toString());

test('a list opens with what is still going on; its address says everything else', () => {
  expect(queryOf(order.record, new URLSearchParams()).get('filter[state]')).toBe(
    'placed,data_wanted,audited,confirmed,in_delivery',
  );
  expect(queryOf(order.record, new URLSearchParams('view=done')).get('filter[state]')).toBe('delivered,cancelled,unfulfilled');
  expect(told(queryOf(order.record, new URLSearchParams('view=all&q=HK&sort=-promisedDate&after=x&limit=9')))).toBe(
    'q=HK&sort=-promisedDate',
  );
  const asked = new URLSearchParams({ 'filter[state]': 'placed', view: 'done' });
  expect(queryOf(order.record, asked).getAll('filter[state]')).toEqual(['placed']);
  const { record } = recordNamed('rating')!; // a life that may end where it begins
  expect(queryOf(record, new URLSearchParams()).has('filter[state]')).toBe(false);
});

test('conditions are read from the address and written to it', () => {
  const params = new URLSearchParams({
    q: 'x',
    'filter[channel]': 'shop,website',
    'filter[promisedDate][from]': '2026-01-01',
    'filter[owner][empty]': 'true',
  });
  expect(filtersIn(params)).toEqual([
    { field: 'channel', is: ['shop', 'website'] },
    { field: 'promisedDate', from: '2026-01-01' },
    { field: 'owner', empty: true },
  ]);
  const after = withFilter(params, { field: 'promisedDate', from: '', to: '2026-12-31' });
  expect(told(after)).toBe('q=x&filter[channel]=shop,website&filter[owner][empty]=true&filter[promisedDate][to]=2026-12-31');
  expect(told(withFilter(after, { field: 'channel' }))).not.toContain('channel');
  expect(sortIn(params)).toEqual({ field: 'createdAt', descending: true });
});

test('lists show what counts first, and never what is confidential', () => {
  expect(standardColumns(order).slice(0, 3)).toEqual(['number', 'externalNumber', 'state']);
  expect(standardColumns(order)).toContain('customer');
  const customer = recordNamed('customer')!;
  const confidential = customer.record.permit.confidential!.fields;
  expect(columnsOf(customer).filter(({ field }) => confidential.includes(field))).toEqual([]);
});
