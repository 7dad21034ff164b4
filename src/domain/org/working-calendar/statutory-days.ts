import data from './cn-statutory.data.json' with { type: 'json' };

/** 'off': a statutory holiday; 'work': a weekend day worked in exchange for one (调休). `name` is the holiday's. */
export interface StatutoryDay {
  kind: 'off' | 'work';
  name: string;
}

/**
 * The statutory holidays and make-up working days of the PRC by date ('YYYY-MM-DD'), 2007 to 2026, as the State Council
 * announced them. They fit the `days` of a CalendarSpec as they are. Dates not named here go by the weekday.
 */
export const statutoryDays: Readonly<Record<string, Readonly<StatutoryDay>>> = Object.fromEntries(read());

type Stretches = Partial<Record<StatutoryDay['kind'], string[]>>;

function* read(): Generator<[string, StatutoryDay]> {
  const years: Record<string, Record<string, Stretches>> = data.years;
  for (const [year, holidays] of Object.entries(years)) {
    for (const [name, stretches] of Object.entries(holidays)) {
      for (const kind of ['off', 'work'] as const) {
        for (const stretch of stretches[kind] ?? []) {
          for (const date of datesOf(year, stretch)) yield [date, { kind, name }];
        }
      }
    }
  }
}

/** '02-10/02-17' is the first and the last day, '02-04' one day. */
function datesOf(year: string, stretch: string): string[] {
  const [first, last = first] = stretch.split('/').map((day) => Date.parse(`${year}-${day}T00:00:00Z`));
  const dates: string[] = [];
  for (let day = first ?? Number.NaN; day <= (last ?? Number.NaN); day += 86_400_000)
    dates.push(new Date(day).toISOString().slice(0, 10));
  return dates;
}
