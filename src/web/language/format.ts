import type { Span } from '#kernel/declare/span';
import type { Pair } from '#kernel/declare/words';

export type Locale = 'zh' | 'en';

/** One thing in the reader's language. */
export const tell = (pair: Pair, locale: Locale): string => pair[locale === 'zh' ? 0 : 1];

const WEEKDAYS: Record<Locale, readonly string[]> = {
  zh: ['周日', '周一', '周二', '周三', '周四', '周五', '周六'],
  en: ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'],
};
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** `2026-11-21 周六` / `Sat 21 Nov 2026` of a date `YYYY-MM-DD`. */
export function dayText(day: string, locale: Locale): string {
  const [year = 0, month = 1, date = 1] = day.split('-').map(Number);
  const weekday = WEEKDAYS[locale][new Date(Date.UTC(year, month - 1, date)).getUTCDay()];
  return locale === 'zh' ? `${day} ${weekday}` : `${weekday} ${date} ${MONTHS[month - 1]} ${year}`;
}

/** `2026-11-21 周六 14:30` / `Sat 21 Nov 2026, 14:30` of an ISO instant, in a time zone. */
export function instantText(iso: string, locale: Locale, zone: string): string {
  const { day, time } = partsIn(Date.parse(iso), zone);
  return locale === 'zh' ? `${dayText(day, locale)} ${time}` : `${dayText(day, locale)}, ${time}`;
}

/** Like {@link instantText} without weekday, and without the year while it is `now`'s: for narrow columns. */
export function shortInstant(iso: string, locale: Locale, zone: string, now: number): string {
  const { day, time } = partsIn(Date.parse(iso), zone);
  return `${shortDay(day, locale, partsIn(now, zone).day)} ${time}`;
}

export function shortDay(day: string, locale: Locale, today: string): string {
  const [year, month = '01', date = '01'] = day.split('-');
  const thisYear = today.startsWith(`${year}-`);
  if (locale === 'zh') return thisYear ? `${month}-${date}` : day;
  const short = `${Number(date)} ${MONTHS[Number(month) - 1]}`;
  return thisYear ? short : `${short} ${year}`;
}

/** The date and the time of day of an instant (epoch milliseconds) in a time zone. */
export function partsIn(at: number, zone: string): { day: string; time: string } {
  const text = clockIn(zone).format(at); // 2026-11-21 14:30
  return { day: text.slice(0, 10), time: text.slice(11, 16) };
}

const clocks = new Map<string, Intl.DateTimeFormat>();
function clockIn(zone: string): Intl.DateTimeFormat {
  const made = clocks.get(zone) ?? new Intl.DateTimeFormat('sv-SE', { timeZone: zone, dateStyle: 'short', timeStyle: 'short' });
  clocks.set(zone, made);
  return made;
}

/** The instant (ISO) at which clocks in a zone show `2026-11-21T14:30`; of an hour that occurs twice, the first. */
export function instantIn(local: string, zone: string): string {
  const wanted = Date.parse(`${local}:00Z`);
  const offset = (at: number): number => {
    const { day, time } = partsIn(at, zone);
    return Date.parse(`${day}T${time}:00Z`) - Math.floor(at / 60_000) * 60_000;
  };
  const first = wanted - offset(wanted);
  return new Date(wanted - offset(first)).toISOString();
}

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** `2 小时 15 分` / `2 h 15 min` of milliseconds, to two units. `days` is off where a day has no fixed length. */
export function durationText(ms: number, locale: Locale, days = true): string {
  const units: [number, string, string][] = [
    ...(days ? [[DAY, '天', 'd'] as [number, string, string]] : []),
    [HOUR, '小时', 'h'],
    [MINUTE, '分', 'min'],
  ];
  let left = Math.round(ms / MINUTE) * MINUTE;
  const said: string[] = [];
  for (const [length, zh, en] of units) {
    const amount = Math.floor(left / length);
    left -= amount * length;
    if (amount > 0) said.push(`${amount} ${locale === 'zh' ? zh : en}`);
    else if (said.length > 0) break;
    if (said.length === 2) break;
  }
  return said.join(' ') || (locale === 'zh' ? '不到 1 分' : 'under 1 min');
}

const UNITS: Record<Span['unit'], Pair> = {
  minutes: ['分钟', 'minutes'],
  hours: ['小时', 'hours'],
  days: ['天', 'days'],
  months: ['个月', 'months'],
  working_minutes: ['个工作分钟', 'working minutes'],
  working_hours: ['个工作小时', 'working hours'],
  working_days: ['个工作日', 'working days'],
};
export const SPAN_UNITS = Object.keys(UNITS) as Span['unit'][];
export const unitText = (unit: Span['unit'], locale: Locale): string => tell(UNITS[unit], locale);

/** `4 个工作小时` / `4 working hours`. */
export function spanText({ amount, unit }: Span, locale: Locale): string {
  const word = unitText(unit, locale);
  return `${amount} ${locale === 'en' && amount === 1 ? word.replace(/s$/, '') : word}`;
}

/** `¥12,345.60` of a decimal string. Never through a float. */
export const moneyText = (decimal: string): string => {
  const [whole = '0', fraction = ''] = decimal.replace('-', '').split('.');
  return `${decimal.startsWith('-') ? '−' : ''}¥${grouped(whole)}.${fraction.padEnd(2, '0').slice(0, 2)}`;
};

/** `12,345.5` of a decimal string; zeros that say nothing are left out. */
export const quantityText = (decimal: string): string => {
  const [whole = '0', fraction = ''] = decimal.replace('-', '').split('.');
  const rest = fraction.replace(/0+$/, '');
  return `${decimal.startsWith('-') ? '−' : ''}${grouped(whole)}${rest === '' ? '' : `.${rest}`}`;
};

/** `1,000+` where counting stopped at the cap. */
export const countText = ({ value, more }: { value: number; more: boolean }): string =>
  `${grouped(String(value))}${more ? '+' : ''}`;

export const grouped = (digits: string): string => digits.replace(/\B(?=(\d{3})+$)/g, ',');

/** What was answered as JSON, as plain text. */
export const plainText = (value: unknown): string =>
  typeof value === 'string'
    ? value
    : typeof value === 'object' && value !== null
      ? JSON.stringify(value)
      : `${value as number | boolean | null | undefined}`;
