import { DateTime } from 'luxon';
import type { Bilingual } from '#kernel/problem';
import { DAY_MS, zoneNamed } from '#kernel/run/clock/zone';

/** What a cell says: a value, nothing, or something that cannot be read and why. */
export type Reading<T> = { value: T } | { value: null; fault?: Bilingual };

/** An instant (epoch milliseconds), and whether the cell named a time of day. */
export interface Moment {
  at: number;
  timed: boolean;
}

/**
 * Reads instants as people and programs write them: `2018-01-05 08:30:00`, `2018/1/5 8:30`, `2018年1月5日`, ISO 8601 with an
 * offset, and the further formats (Luxon's, English month names). Without an offset they are of `zone`; a date alone is its
 * first moment, and a time of 00:00:00 is taken for none.
 */
export function momentReader(zone: string, formats: readonly string[]): (text: string) => Reading<Moment> {
  const clock = zoneNamed(zone);
  const remembered = new Map<string, Reading<Moment>>();
  const read = (text: string): Reading<Moment> => {
    const parts = USUAL.exec(text);
    if (parts) {
      const wall = wallOf(parts);
      if (wall === null) return noDate;
      const timed = wall % DAY_MS !== 0;
      return { value: { at: parts[8] === undefined ? clock.instantOf(wall) : wall - offsetMs(parts[8]), timed } };
    }
    for (const format of formats) {
      const wall = DateTime.fromFormat(text, format, { zone: 'utc', locale: 'en' });
      if (wall.isValid) return { value: { at: clock.instantOf(wall.toMillis()), timed: wall.toMillis() % DAY_MS !== 0 } };
    }
    return noDate;
  };
  return (raw) => {
    const text = raw.trim();
    if (text === '') return nothing;
    const known = remembered.get(text);
    if (known) return known;
    const reading = read(text);
    if (remembered.size < 50_000) remembered.set(text, reading);
    return reading;
  };
}

// year month day, hour minute second fraction, offset
const USUAL =
  /^(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?(?:[T ]+(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?)?\s*(Z|[+-]\d{2}:?\d{2})?$/;

/** The wall time as if it were UTC; null for a 30 February or a 25 o'clock. */
function wallOf([, year, month, day, hour = '0', minute = '0', second = '0', fraction = '0']: RegExpExecArray): number | null {
  const [y, m, d, h, min, s] = [year, month, day, hour, minute, second].map(Number) as [
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  if (h > 23 || min > 59 || s > 59 || m < 1 || m > 12 || d < 1) return null;
  const date = Date.UTC(y, m - 1, d);
  if (new Date(date).getUTCMonth() !== m - 1) return null;
  return date + ((h * 60 + min) * 60 + s) * 1000 + Math.floor(Number(`0.${fraction}`) * 1000);
}

function offsetMs(text: string): number {
  if (text === 'Z') return 0;
  const digits = text.replace(':', '');
  return (digits.startsWith('-') ? -1 : 1) * (Number(digits.slice(1, 3)) * 60 + Number(digits.slice(3, 5))) * 60_000;
}

/** Reads a decimal number (thousands may be set apart by commas, a currency sign may stand before it), as plain digits with at most `decimals` decimals. */
export function decimalReader(decimals: number): (text: string) => Reading<string> {
  return (raw) => {
    const text = raw.trim();
    if (text === '') return nothing;
    const digits = text.replace(/^[¥￥$€]\s*/, '');
    const parts = /^(-?(?:\d{1,12}|\d{1,3}(?:,\d{3}){1,3}))(?:\.(?=\d)(\d*?)0*)?$/.exec(digits);
    if (!parts) return { value: null, fault: { zh: '不是数字。', en: 'Not a number.' } };
    const [, whole = '', fraction = ''] = parts;
    if (fraction.length > decimals)
      return { value: null, fault: { zh: `小数多于 ${decimals} 位。`, en: `More than ${decimals} decimals.` } };
    return { value: `${whole.replaceAll(',', '')}${fraction === '' ? '' : `.${fraction}`}` };
  };
}

/** Reads a whole number within bounds; the words in `blanks` (compared without case) mean that nothing was said. */
export function scoreReader(min: number, max: number, blanks: readonly string[] = []): (text: string) => Reading<number> {
  const silent = new Set(blanks.map((word) => word.toLowerCase()));
  const fault = { zh: `不是 ${min} 到 ${max} 的整数。`, en: `Not a whole number from ${min} to ${max}.` };
  return (raw) => {
    const text = raw.trim();
    if (text === '' || silent.has(text.toLowerCase())) return nothing;
    const score = /^\d{1,3}(\.0+)?$/.test(text) ? Number(text) : Number.NaN;
    return score >= min && score <= max ? { value: score } : { value: null, fault };
  };
}

const nothing = { value: null } as const;
const noDate = { value: null, fault: { zh: '不是可识别的日期或时间。', en: 'Not a date or time that can be read.' } } as const;
