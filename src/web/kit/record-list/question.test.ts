import { expect, test } from 'vitest';
import { recordNamed } from '../../registry.ts';
import {
  columnsOf,
  filtersIn,
  type Here,
  queryOf,
  sortedBy,
  sortIn,
  standardColumns,
  withFilter,
  withoutFilters,
} from './question.ts';
import { daysIn } from './relative.ts';
import { addressOf, keptOf } from './views.ts';

const order = recordNamed('order')!;
const here: Here = {
  me: '11111111-1111-4111-8111-111111111111',
  today: '2026-11-21',
  now: Date.parse('2026-11-21T06:30:00Z'),
  beginOf: (day) => new Date(Date.parse(`${day}T00:00:00+08:00`)).toISOString(),
};
const asked = (record: typeof order.record, params: URLSearchParams) => queryOf(record, params, here);
const told = (params: URLSearchParams) => decodeURIComponent(params.toString());

test('a list opens with what is still going on; its address says everything else', () => {
  expect(asked(order.record, new URLSearchParams()).get('filter[state]')).toBe(
    'placed,data_wanted,audited,confirmed,in_delivery',
  );
  expect(asked(order.record, new URLSearchParams('view=done')).get('filter[state]')).toBe('delivered,cancelled,unfulfilled');
  expect(told(asked(order.record, new URLSearchParams('view=all&q=HK&sort=-promisedDate&after=x&limit=9')))).toBe(
    'q=HK&sort=-promisedDate',
  );
  const placed = new URLSearchParams({ 'filter[state]': 'placed', view: 'done' });
  expect(asked(order.record, placed).getAll('filter[state]')).toEqual(['placed']);
  const { record } = recordNamed('rating')!; // a life that may end where it begins
  expect(asked(record, new URLSearchParams()).has('filter[state]')).toBe(false);
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

test('what moves with the day and with the reader is asked for as it is today, by this reader', () => {
  const moving = new URLSearchParams({
    view: 'all',
    'filter[owner]': '@me',
    'filter[requestedDate][in]': 'this_month',
    'filter[createdAt][in]': 'yesterday',
    'filter[promise][in]': 'overdue',
  });
  expect(Object.fromEntries(asked(order.record, moving))).toEqual({
    'filter[owner]': here.me,
    'filter[requestedDate][from]': '2026-11-01',
    'filter[requestedDate][to]': '2026-11-30',
    'filter[createdAt][from]': '2026-11-19T16:00:00.000Z',
    'filter[createdAt][to]': '2026-11-20T15:59:59.999Z',
    'filter[promise][to]': '2026-11-21T06:30:00.000Z',
  });
  const soon = new URLSearchParams({ view: 'all', 'filter[promise][in]': 'within_24_hours' });
  expect(Object.fromEntries(asked(order.record, soon))).toEqual({
    'filter[promise][from]': '2026-11-21T06:30:00.000Z',
    'filter[promise][to]': '2026-11-22T06:30:00.000Z',
  });
  expect([...queryOf(order.record, moving, { ...here, me: null }).values()]).not.toContain('@me');
});

test.each([
  ['today', '2026-11-21', '2026-11-21'],
  ['this_week', '2026-11-16', '2026-11-22'],
  ['last_week', '2026-11-09', '2026-11-15'],
  ['last_month', '2026-10-01', '2026-10-31'],
  ['this_quarter', '2026-10-01', '2026-12-31'],
  ['this_year', '2026-01-01', '2026-12-31'],
  ['last_7_days', '2026-11-15', '2026-11-21'],
  ['next_30_days', '2026-11-21', '2026-12-20'],
])('%s is from %s to %s', (range, from, to) => {
  expect(daysIn(range, '2026-11-21')).toEqual({ from, to });
});

test('the month before January is December', () => {
  expect(daysIn('last_month', '2027-01-31')).toEqual({ from: '2026-12-01', to: '2026-12-31' });
  expect(daysIn('no such range', '2027-01-31')).toBeNull();
});

test('a view keeps what its address says, in whatever order it was said, and leads there again', () => {
  const one = new URLSearchParams('view=all&saved=x&sort=-createdAt&filter[channel]=shop&q=');
  const other = new URLSearchParams('filter[channel]=shop&sort=-createdAt&view=all');
  expect(keptOf(one)).toBe(keptOf(other));
  expect(keptOf(new URLSearchParams(addressOf({ id: 'y', query: keptOf(one) })))).toBe(keptOf(other));
  expect(told(withoutFilters(order.record, one))).toBe('sort=-createdAt&view=all');
  expect(sortedBy(one, 'createdAt', 'instant').get('sort')).toBe('createdAt');
  expect(sortedBy(one, 'number', 'text').get('sort')).toBe('number');
  expect(sortedBy(one, 'requestedDate', 'day').get('sort')).toBe('-requestedDate');
});
