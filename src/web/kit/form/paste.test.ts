import { expect, test } from 'vitest';
import { order } from '#domain/orders/order/order';
import { orderWords } from '#domain/orders/order/order.words';
import { workingCalendar } from '#domain/org/working-calendar/working-calendar';
import { workingCalendarWords } from '#domain/org/working-calendar/working-calendar.words';
import type { AnyWords } from '#kernel/declare/words';
import { askedIn } from './fields.ts';
import { cellsOf, pasteInto } from './paste.ts';

const items = askedIn(order.lines!.items, orderWords as unknown as AnyWords);
const days = askedIn(workingCalendar.lines!.days, workingCalendarWords as unknown as AnyWords);

test('cells come as a spreadsheet puts them on the clipboard', () => {
  expect(cellsOf('a\tb\r\nc\t\n')).toEqual([
    ['a', 'b'],
    ['c', ''],
  ]);
  expect(cellsOf('"two\nlines"\t"say ""hi"""\tit"s')).toEqual([['two\nlines', 'say "hi"', 'it"s']]);
});

test('without a head the cells follow on each other from where they are pasted; references are passed over', () => {
  const rows = pasteInto(
    [{ productName: '阀门' }, { id: '1', unit: '个' }],
    items,
    { row: 1, column: 'productName' },
    '螺栓\tM8\t200\n螺母\tM8\t200',
  );
  expect(rows).toEqual([
    { productName: '阀门' },
    { id: '1', unit: '个', productName: '螺栓', specification: 'M8', quantity: '200' },
    { productName: '螺母', specification: 'M8', quantity: '200' },
  ]);
});

test('with a head each cell goes where its name says, in either language and any order', () => {
  expect(pasteInto([{}], items, { row: 0, column: 'unit' }, '数量\tProduct name\t备注\n5\t阀门\t急')).toEqual([
    { quantity: '5', productName: '阀门' },
  ]);
});

test('dates and yes or no are read as they are written', () => {
  expect(pasteInto([], days, { row: 0, column: 'date' }, '2026/1/1\t否\n2026年1月4日\t是')).toMatchObject([
    { date: '2026-01-01', works: false },
    { date: '2026-01-04', works: true },
  ]);
});
