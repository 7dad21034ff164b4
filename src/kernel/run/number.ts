import { snake } from './columns.ts';

/** The series from which a record takes its number: one a year where the pattern names the year. */
export const seriesOf = (record: { name: string; number: string }, date: string): string =>
  record.number.includes('{yyyy}') ? `${snake(record.name)}_${date.slice(0, 4)}` : snake(record.name);

/** `CP-{yyyy}-{00000}` with the year of `date` and the running number padded to that width. */
export const formatNumber = (record: { number: string }, date: string, running: bigint): string =>
  record.number
    .replace('{yyyy}', date.slice(0, 4))
    .replace(/\{(0+)\}/, (_, zeros: string) => running.toString().padStart(zeros.length, '0'));
