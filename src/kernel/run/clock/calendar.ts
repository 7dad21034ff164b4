import { BLOCK_DAYS, type Block, firstEndingAfter, instantWorked, layOut, type OpenMinutes, workedBefore } from './block.ts';
import { DAY_MS, dateText, dayNumber, type Zone, zoneNamed } from './zone.ts';

/** Opens and closes, as wall times: ['20:00', '28:00'] ends at 04:00 of the next day and belongs to the date it starts on. */
export type Shift = readonly [string, string];

/**
 * What a company says about its working time. A date named in `days` goes by that entry: 'off' is a holiday, 'work' a
 * working day whatever the weekday (调休), with its own `shifts` or else `makeupShifts`. Every other date goes by `week`,
 * '1' is Monday.
 */
export interface CalendarSpec {
  readonly id: string;
  readonly version: number;
  readonly timeZone: string;
  readonly week: Readonly<Record<'1' | '2' | '3' | '4' | '5' | '6' | '7', readonly Shift[]>>;
  readonly makeupShifts: readonly Shift[];
  readonly days: Readonly<Record<string, CalendarDay>>;
}

export interface CalendarDay {
  readonly kind: 'off' | 'work';
  readonly shifts?: readonly Shift[];
  readonly name?: string;
}

/** A calendar that says something impossible, or on which a promise would never come due. */
export class UnworkableCalendar extends Error {
  override readonly name = 'UnworkableCalendar';
}

/**
 * Makes a calendar ready for arithmetic; what it works out is kept, so compile once and use often. Throws
 * {@link UnworkableCalendar} for an unknown zone, a time that is none, shifts that overlap, a holiday with shifts, a date
 * that is none, and a calendar without any working time.
 */
export function compileCalendar(spec: CalendarSpec): WorkingCalendar {
  return new WorkingCalendar(spec);
}

/** Working time as a set of half-open intervals [open, close) of instants (epoch ms). Answers for the years 1900 to 2999. */
export class WorkingCalendar {
  readonly spec: CalendarSpec;
  readonly zone: Zone;
  readonly #week: readonly OpenMinutes[];
  readonly #exceptions: ReadonlyMap<number, OpenMinutes>;
  readonly #holidays: ReadonlyMap<number, string>;
  /** The last date with working time: without end unless the whole week is free. */
  readonly #lastDay: number;
  readonly #blocks = new Map<number, Block>();

  constructor(spec: CalendarSpec) {
    const said = <T>(about: string, read: () => T): T => {
      try {
        return read();
      } catch (error) {
        throw new UnworkableCalendar(`Working calendar ${spec.id}, ${about}: ${(error as Error).message}`, { cause: error });
      }
    };
    this.spec = spec;
    this.zone = said('time zone', () => zoneNamed(spec.timeZone));
    // 1970-01-01 was a Thursday: day number 0 is index 0.
    this.#week = (['4', '5', '6', '7', '1', '2', '3'] as const).map((day) =>
      said(`weekday ${day}`, () => readShifts(spec.week[day])),
    );
    const makeup = said('make-up days', () => readShifts(spec.makeupShifts));
    const days = Object.entries(spec.days).map(([date, day]) =>
      said(date, () => ({ at: dayNumber(date), ...readDay(day, makeup) })),
    );
    this.#exceptions = new Map(days.map((day) => [day.at, day.shifts]));
    this.#holidays = new Map(days.flatMap((day) => (day.holiday === undefined ? [] : [[day.at, day.holiday]])));
    this.#lastDay = this.#week.some((shifts) => shifts.length > 0)
      ? Number.POSITIVE_INFINITY
      : Math.max(Number.NEGATIVE_INFINITY, ...days.filter((day) => day.shifts.length > 0).map((day) => day.at));
    if (this.#lastDay === Number.NEGATIVE_INFINITY)
      throw new UnworkableCalendar(`Working calendar ${spec.id} has no working time at all.`);
  }

  /**
   * The instant at which `ms` of working time after `start` are used up; it stays at a close when they are used up exactly
   * there. For 0: `start` when it is working time, else the next opening. Throws {@link UnworkableCalendar} when the
   * calendar has too little working time left.
   */
  advance(start: number, ms: number): number {
    // Working time is no longer than time: no need to walk there.
    if (start + ms > LAST_DAY * DAY_MS) throw new RangeError(TOO_FAR);
    let at = earliestBlock(start);
    let block = this.#ahead(at);
    let i = firstEndingAfter(block, start);
    while (i === block.ends.length) {
      at += 1;
      block = this.#ahead(at);
      i = firstEndingAfter(block, start);
    }
    const opened = block.starts[i]!;
    if (ms === 0) return Math.max(start, opened);
    let wanted = block.before[i]! + Math.max(0, start - opened) + ms;
    while (wanted > block.before.at(-1)!) {
      wanted -= block.before.at(-1)!;
      at += 1;
      block = this.#ahead(at);
    }
    return instantWorked(block, wanted);
  }

  /** Working time in [from, to), in ms. */
  worked(from: number, to: number): number {
    let total = 0;
    if (!(from < to)) return total;
    for (let at = earliestBlock(from); at <= latestBlock(to); at += 1) {
      const block = this.#block(at);
      total += workedBefore(block, to) - workedBefore(block, from);
    }
    return total;
  }

  /** The working intervals within [from, to), in order and cut to it. */
  intervals(from: number, to: number): { from: number; to: number }[] {
    const found: { from: number; to: number }[] = [];
    for (let at = earliestBlock(from); at <= latestBlock(to); at += 1) {
      const block = this.#block(at);
      for (let i = firstEndingAfter(block, from); i < block.ends.length && block.starts[i]! < to; i += 1) {
        found.push({ from: Math.max(from, block.starts[i]!), to: Math.min(to, block.ends[i]!) });
      }
    }
    return found;
  }

  /**
   * When the `count`-th working day after the day of `instant` closes. That day itself is not counted, whether it works or
   * not and however early or late the instant is; an instant within a night shift belongs to the date the shift began on.
   * For 0: the first close after the instant.
   */
  closeOf(count: number, instant: number): number {
    let day = this.#dateWorkedAt(instant);
    if (count === 0) {
      while (!(this.#close(day) > instant)) day += 1;
      return this.#close(day);
    }
    for (let left = count; left > 0; ) {
      day += 1;
      if (!Number.isNaN(this.#close(day))) left -= 1;
    }
    return this.#close(day);
  }

  /** The first date on or after `date` that is a working day. */
  workday(date: string): string {
    let day = dayNumber(date);
    while (Number.isNaN(this.#close(day))) day += 1;
    return dateText(day);
  }

  /** The local date at an instant, as days since 1970-01-01. */
  dayAt(instant: number): number {
    return Math.floor(this.zone.wallOf(instant) / DAY_MS);
  }

  /** The name of the holiday on a date (days since 1970-01-01), if it is one and has a name. */
  holidayOn(day: number): string | undefined {
    return this.#holidays.get(day);
  }

  #dateWorkedAt(instant: number): number {
    for (let at = earliestBlock(instant); at <= latestBlock(instant); at += 1) {
      const block = this.#block(at);
      const i = firstEndingAfter(block, instant);
      if (i < block.ends.length && block.starts[i]! <= instant) return block.days[i]!;
    }
    return this.dayAt(instant);
  }

  #close(day: number): number {
    const at = Math.floor(day / BLOCK_DAYS);
    return this.#ahead(at, day).closes[day - at * BLOCK_DAYS]!;
  }

  /** A block on the way to working time yet to come: refuses to walk on where none will come. */
  #ahead(at: number, day: number = at * BLOCK_DAYS): Block {
    if (day > this.#lastDay)
      throw new UnworkableCalendar(`Working calendar ${this.spec.id} has no working time after ${dateText(this.#lastDay)}.`);
    return this.#block(at);
  }

  #block(at: number): Block {
    const known = this.#blocks.get(at);
    if (known !== undefined) return known;
    const firstDay = at * BLOCK_DAYS;
    if (!(firstDay > FIRST_DAY && firstDay < LAST_DAY)) throw new RangeError(TOO_FAR);
    const made = layOut(firstDay, this.zone, (day) => this.#exceptions.get(day) ?? this.#week[((day % 7) + 7) % 7]!);
    this.#blocks.set(at, made);
    return made;
  }
}

const FIRST_DAY = dayNumber('1899-01-01');
const LAST_DAY = dayNumber('2999-12-31');
const TOO_FAR = 'Working time is known only for the years 1900 to 2999.';

/** The block before which nothing that ends after `instant` lies: local dates and shifts reach back less than 3 days. */
function earliestBlock(instant: number): number {
  return Math.floor((instant / DAY_MS - 3) / BLOCK_DAYS);
}

/** The block after which nothing that starts before `instant` lies: no local date is more than a day ahead of UTC's. */
function latestBlock(instant: number): number {
  return Math.floor((instant / DAY_MS + 1) / BLOCK_DAYS);
}

function readDay(day: CalendarDay, makeup: OpenMinutes): { shifts: OpenMinutes; holiday: string | undefined } {
  const own = day.shifts === undefined ? undefined : readShifts(day.shifts);
  if (day.kind === 'work') return { shifts: own ?? makeup, holiday: undefined };
  if (own !== undefined && own.length > 0) throw new RangeError('a day off cannot have shifts; a short working day is "work".');
  return { shifts: [], holiday: day.name };
}

function readShifts(shifts: readonly Shift[]): OpenMinutes {
  const read = shifts.map(([open, close]) => [readTime(open), readTime(close)] as const).sort(([a], [b]) => a - b);
  for (const [i, [open, close]] of read.entries()) {
    if (open >= 24 * 60) throw new RangeError('a shift starts before 24:00 of its own date.');
    if (close <= open) throw new RangeError('a shift ends after it starts; 04:00 of the next day is "28:00".');
    if (close > 48 * 60) throw new RangeError('a shift ends by 48:00, the end of the next day.');
    if (i > 0 && open < read[i - 1]![1]) throw new RangeError('shifts of one day overlap.');
  }
  return read;
}

function readTime(text: string): number {
  const [, hours, minutes] = /^(\d{2}):([0-5]\d)$/.exec(text) ?? [];
  if (hours === undefined || minutes === undefined) throw new RangeError(`"${text}" is not a time (HH:MM).`);
  return Number(hours) * 60 + Number(minutes);
}
