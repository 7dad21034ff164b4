import { expect, test } from 'vitest';
import { recordNamed } from '../../registry.ts';
import { pathOfLife } from './path.ts';

const told = (name: string, state: string): string =>
  pathOfLife(recordNamed(name)!.record, state)
    .map((place) => (place.when === 'now' ? `[${place.state}]` : place.state))
    .join(' ');

test('the way leads through what people do, and aside only where the record stands aside', () => {
  expect(told('delivery', 'prepared')).toBe('[prepared] packed documented shipped arrived signed');
  expect(told('delivery', 'delayed')).toMatch(/^prepared \[delayed\]/);
  expect(told('order', 'placed')).toBe('[placed] audited confirmed in_delivery delivered');
  expect(told('order', 'data_wanted')).toBe('placed [data_wanted] placed audited confirmed in_delivery delivered');
});

test('what has ended has nothing ahead', () => {
  expect(told('order', 'cancelled')).toMatch(/\[cancelled\]$/);
});
