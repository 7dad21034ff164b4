import { expect, test } from 'vitest';
import { decimalReader, momentReader, scoreReader } from './values.ts';

const moment = momentReader('Asia/Shanghai', ['d-MMM-yy', 'M/d/yy']);
const at = (text: string): string | null => {
  const { value } = moment(text);
  return value && `${new Date(value.at).toISOString()}${value.timed ? '' : ' (day)'}`;
};

test.each([
  ['2018-01-05 08:30:15', '2018-01-05T00:30:15.000Z'],
  ['2018-01-05T08:30', '2018-01-05T00:30:00.000Z'],
  ['2018/1/5 8:30', '2018-01-05T00:30:00.000Z'],
  ['2018年1月5日 8:30', '2018-01-05T00:30:00.000Z'],
  ['2018-01-05', '2018-01-04T16:00:00.000Z (day)'],
  ['2018-01-05 00:00:00', '2018-01-04T16:00:00.000Z (day)'],
  ['2018-01-05T08:30:15.250Z', '2018-01-05T08:30:15.250Z'],
  ['2018-01-05 08:30:15+02:00', '2018-01-05T06:30:15.000Z'],
  ['14-Nov-06', '2006-11-13T16:00:00.000Z (day)'],
  ['3/19/10', '2010-03-18T16:00:00.000Z (day)'],
  ['2016-02-29', '2016-02-28T16:00:00.000Z (day)'],
])('%s', (text, instant) => {
  expect(at(text)).toBe(instant);
});

test.each([
  '2018-02-30',
  '2017-02-29',
  '2018-13-01',
  '2018-00-10',
  '2018-01-05 25:00',
  '2018-01-05 08:61',
  'Date Not Captured',
  'N/A - From RDC',
  '31-Nov-06',
  '5',
])('%s is no date', (text) => {
  expect(moment(text)).toMatchObject({ value: null, fault: { zh: '不是可识别的日期或时间。' } });
});

test('nothing is nothing, and no fault', () => {
  expect(moment('  ')).toEqual({ value: null });
});

test('wall times of a zone with summer time', () => {
  const paris = momentReader('Europe/Paris', []);
  const read = (text: string) => new Date(paris(text).value!.at).toISOString();
  expect(read('2024-01-15 12:00')).toBe('2024-01-15T11:00:00.000Z');
  expect(read('2024-07-15 12:00')).toBe('2024-07-15T10:00:00.000Z');
  expect(read('2024-03-31 02:30')).toBe('2024-03-31T01:00:00.000Z'); // skipped: the instant of the change
});

test.each([
  ['1280', '1280'],
  ['1,280.50', '1280.5'],
  ['¥ 1,280.00', '1280'],
  ['-3.10', '-3.1'],
  ['0.05', '0.05'],
])('the amount %s', (text, value) => {
  expect(decimalReader(2)(text)).toEqual({ value });
});

test.each(['See ASN-93 (ID#:1281)', 'Freight Included in Commodity Cost', '1.2.3', '12,34', '1e5', '十'])(
  '%s is no number',
  (text) => {
    expect(decimalReader(2)(text)).toMatchObject({ value: null, fault: { en: 'Not a number.' } });
  },
);

test('decimals that would be lost are a fault', () => {
  expect(decimalReader(2)('12.345')).toMatchObject({ value: null, fault: { zh: '小数多于 2 位。' } });
  expect(decimalReader(6)('12.345')).toEqual({ value: '12.345' });
});

test('scores, and what means that there is none', () => {
  const nps = scoreReader(0, 10, ['11', 'Blank']);
  expect(['0', '10', ' 7 ', '7.0', '11', 'BLANK', ''].map((t) => nps(t).value)).toEqual([0, 10, 7, 7, null, null, null]);
  expect(nps('11')).toEqual({ value: null });
  expect(['12', '-1', '7.5', 'x'].every((t) => 'fault' in nps(t))).toBe(true);
});
