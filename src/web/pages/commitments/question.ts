import type { Routes } from '../../api/routes.ts';

export const OUTCOMES = ['standing', 'breached', 'kept', 'released', 'all'] as const;
export const LAYOUTS = ['list', 'board', 'calendar'] as const;
export type Layout = (typeof LAYOUTS)[number];

/** What commitments are asked for besides the page. */
export type Question = Omit<Routes['GET /api/commitments']['query'], 'limit' | 'after'>;

const NAMED = ['control', 'clause', 'record', 'customer', 'department', 'person'] as const;

/** What the address asks for, as the server is asked. `instantOf` is the instant at which the company's clocks show a local time. */
export function questionIn(params: URLSearchParams, instantOf: (local: string) => string): Question {
  const outcome = params.get('outcome') ?? 'standing';
  const [from, to] = [params.get('from'), params.get('to')];
  return {
    ...(outcome === 'standing' ? { standing: true } : outcome === 'all' ? {} : { outcome }),
    ...conditionsIn(params, instantOf),
    ...(isDay(from) && { from: instantOf(`${from}T00:00`) }),
    ...(isDay(to) && { to: endOf(to, instantOf) }),
  };
}

/** Whose and which, without when and how they stand. */
export const conditionsIn = (params: URLSearchParams, instantOf: (local: string) => string): Question => ({
  ...(params.get('mine') === 'true' && { mine: true }),
  ...(params.get('team') === 'true' && { team: true }),
  ...(isDay(params.get('opened')) && { openedFrom: instantOf(`${params.get('opened')}T00:00`) }),
  ...Object.fromEntries(NAMED.flatMap((name) => (params.get(name) ? [[name, params.get(name)!]] : []))),
});

/** The last instant of a day. */
export const endOf = (day: string, instantOf: (local: string) => string): string =>
  new Date(Date.parse(instantOf(`${dayAfter(day, 1)}T00:00`)) - 1).toISOString();

/** What is still being typed is no date yet. */
export const isDay = (text: string | null): text is string => /^\d{4}-\d\d-\d\d$/.test(text ?? '');

const DAY_MS = 86_400_000;

export const dayAfter = (day: string, days: number): string =>
  new Date(Date.parse(`${day}T00:00:00Z`) + days * DAY_MS).toISOString().slice(0, 10);

/** The days of the month or week that a day lies in, in whole weeks from Monday. */
export function daysAround(day: string, span: 'month' | 'week'): string[] {
  const monday = (of: string): string => dayAfter(of, -((new Date(`${of}T00:00:00Z`).getUTCDay() + 6) % 7));
  const first = monday(span === 'week' ? day : `${day.slice(0, 7)}-01`);
  const last = span === 'week' ? dayAfter(first, 6) : dayAfter(monday(dayAfter(monthAfter(day, 1), -1)), 6);
  const days = [first];
  while (days.at(-1)! < last) days.push(dayAfter(days.at(-1)!, 1));
  return days;
}

/** The first day of the month so many months later. */
export const monthAfter = (day: string, months: number): string =>
  new Date(Date.UTC(Number(day.slice(0, 4)), Number(day.slice(5, 7)) - 1 + months, 1)).toISOString().slice(0, 10);
