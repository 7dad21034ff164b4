/** Begin and end of a shift, such as `08:30` and `12:00`; past midnight the hours go on: `28:00`. */
export type Shift = readonly [string, string];

/** A calendar as its form holds it. */
export interface CalendarDraft {
  week: Record<string, readonly Shift[]>;
  makeupShifts: readonly Shift[];
  statutory: boolean;
  days: readonly OwnDay[];
}

/** What the company says about one date (YYYY-MM-DD) itself. `shifts` null: those of a make-up day. */
export interface OwnDay {
  date: string;
  works: boolean;
  shifts: readonly Shift[] | null;
  name: string | null;
}

export interface StatutoryDay {
  kind: 'off' | 'work';
  name: string;
}

/** What a day is, in the order in which the rules win: the company's own word, the law's, the week's. */
export interface Day {
  date: string;
  kind: 'work' | 'off' | 'holiday' | 'makeup' | 'closed' | 'open';
  works: boolean;
  shifts: readonly Shift[];
  name: string | null;
}

/** Reads a day of a calendar. Company exceptions win over statutory days, those over the weekday. */
export function dayOf(
  date: string,
  draft: CalendarDraft,
  own: ReadonlyMap<string, OwnDay>,
  statutory: ReadonlyMap<string, StatutoryDay>,
): Day {
  const said = own.get(date);
  const usual = draft.week[weekdayOf(date)] ?? [];
  if (said) {
    const shifts = said.works ? (said.shifts ?? draft.makeupShifts) : [];
    return { date, kind: said.works ? 'open' : 'closed', works: said.works, shifts, name: said.name };
  }
  const law = draft.statutory ? statutory.get(date) : undefined;
  if (law?.kind === 'off') return { date, kind: 'holiday', works: false, shifts: [], name: law.name };
  if (law?.kind === 'work') return { date, kind: 'makeup', works: true, shifts: draft.makeupShifts, name: law.name };
  return { date, kind: usual.length > 0 ? 'work' : 'off', works: usual.length > 0, shifts: usual, name: null };
}

/** 1 is Monday, 7 Sunday. */
export const weekdayOf = (date: string): number => ((new Date(`${date}T00:00:00Z`).getUTCDay() + 6) % 7) + 1;

/** The dates of a month; `month` from 1. */
export function datesOf(year: number, month: number): string[] {
  const last = new Date(Date.UTC(year, month, 0)).getUTCDate();
  const stem = `${year}-${String(month).padStart(2, '0')}`;
  return Array.from({ length: last }, (_, i) => `${stem}-${String(i + 1).padStart(2, '0')}`);
}

/** Every date from one to another, both included, whichever is first. */
export function datesBetween(one: string, other: string): string[] {
  const [from, to] = one < other ? [one, other] : [other, one];
  const dates: string[] = [];
  for (let at = Date.parse(`${from}T00:00:00Z`); at <= Date.parse(`${to}T00:00:00Z`); at += 86_400_000)
    dates.push(new Date(at).toISOString().slice(0, 10));
  return dates;
}

/** The date so many days later. */
export const daysLater = (date: string, days: number): string =>
  new Date(Date.parse(`${date}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10);

/** `08:30-12:00, 13:30-18:00` as a person reads shifts. */
export const shiftsText = (shifts: readonly Shift[]): string => shifts.map(([from, to]) => `${from}-${to}`).join(', ');

/** Shifts as a person types them, full-width signs and single digits too; null where it cannot be read. */
export function shiftsIn(text: string): Shift[] | null {
  const plain = text
    .normalize('NFKC')
    .replaceAll(/[–—至]/g, '-')
    .trim();
  if (plain === '') return [];
  const shifts: Shift[] = [];
  for (const part of plain.split(/[,;、\s]+(?=\d)/)) {
    const [, from = '', fromMinutes = '', to = '', toMinutes = ''] =
      /^(\d{1,2}):(\d\d)\s*[-~]\s*(\d{1,2}):(\d\d)$/.exec(part.trim()) ?? [];
    if (from === '') return null;
    shifts.push([`${from.padStart(2, '0')}:${fromMinutes}`, `${to.padStart(2, '0')}:${toMinutes}`]);
  }
  return shifts;
}
