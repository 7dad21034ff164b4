import { expect, test } from 'vitest';
import {
  countText,
  dayText,
  durationText,
  instantIn,
  instantText,
  moneyText,
  quantityText,
  shortInstant,
  spanText,
} from './format.ts';

test('dates and times as people write them', () => {
  expect(dayText('2026-11-21', 'zh')).toBe('2026-11-21 周六');
  expect(dayText('2026-11-21', 'en')).toBe('Sat 21 Nov 2026');
  const at = '2026-11-21T06:30:00.000Z';
  expect(instantText(at, 'zh', 'Asia/Shanghai')).toBe('2026-11-21 周六 14:30');
  expect(instantText(at, 'en', 'Asia/Shanghai')).toBe('Sat 21 Nov 2026, 14:30');
  expect(shortInstant(at, 'zh', 'Asia/Shanghai', Date.parse('2026-12-01T00:00Z'))).toBe('11-21 14:30');
  expect(shortInstant(at, 'zh', 'Asia/Shanghai', Date.parse('2027-01-01T00:00Z'))).toBe('2026-11-21 14:30');
  expect(shortInstant(at, 'en', 'Asia/Shanghai', Date.parse('2027-01-01T00:00Z'))).toBe('21 Nov 2026 14:30');
});

test('a time of day in the company’s zone is one instant, also where clocks change', () => {
  expect(instantIn('2026-11-21T14:30', 'Asia/Shanghai')).toBe('2026-11-21T06:30:00.000Z');
  expect(instantIn('2026-07-01T09:00', 'Europe/Berlin')).toBe('2026-07-01T07:00:00.000Z');
  expect(instantIn('2026-03-29T03:00', 'Europe/Berlin')).toBe('2026-03-29T01:00:00.000Z');
  expect(instantIn('2026-10-25T01:30', 'Europe/Berlin')).toBe('2026-10-24T23:30:00.000Z');
});

test('lengths of time in two units', () => {
  const [minute, hour, day] = [60_000, 3_600_000, 86_400_000];
  expect(durationText(2 * hour + 15 * minute, 'zh')).toBe('2 小时 15 分');
  expect(durationText(2 * hour + 15 * minute, 'en')).toBe('2 h 15 min');
  expect(durationText(3 * day + 4 * hour + 50 * minute, 'zh')).toBe('3 天 4 小时');
  expect(durationText(40 * hour, 'zh', false)).toBe('40 小时');
  expect(durationText(day + 5 * minute, 'en')).toBe('1 d');
  expect(durationText(20_000, 'zh')).toBe('不到 1 分');
  expect(spanText({ amount: 4, unit: 'working_hours' }, 'zh')).toBe('4 个工作小时');
  expect(spanText({ amount: 1, unit: 'working_days' }, 'en')).toBe('1 working day');
});

test('money and quantities keep every digit', () => {
  expect(moneyText('12345.60')).toBe('¥12,345.60');
  expect(moneyText('-999999999999999.99')).toBe('−¥999,999,999,999,999.99');
  expect(quantityText('1234.500000')).toBe('1,234.5');
  expect(quantityText('20.000000')).toBe('20');
  expect(countText({ value: 1000, more: true })).toBe('1,000+');
});
