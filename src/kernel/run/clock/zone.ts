import { IANAZone } from 'luxon';

export const DAY_MS = 86_400_000;

const zones = new Map<string, Zone>();

/** The zone called `name` (IANA); throws RangeError when there is none. */
export function zoneNamed(name: string): Zone {
  const known = zones.get(name);
  if (known !== undefined) return known;
  const iana = IANAZone.create(name);
  if (!iana.isValid) throw new RangeError(`There is no time zone "${name}".`);
  const zone = new Zone(iana);
  zones.set(name, zone);
  return zone;
}

/**
 * A time zone that remembers its offsets by the day: asking the platform takes microseconds. A wall time is written as if it
 * were UTC, in epoch ms.
 */
export class Zone {
  readonly #iana: IANAZone;
  readonly #offsets = new Map<number, number>();

  constructor(iana: IANAZone) {
    this.#iana = iana;
  }

  /**
   * The earliest instant at which the clock on the wall reads `wall` or later. So a wall time that is skipped in spring is
   * the instant of the change, one that comes twice in autumn is its first coming, and a later wall time never is an
   * earlier instant.
   */
  instantOf(wall: number): number {
    // Offsets lie between -12 h and +14 h: a day either way is certainly before and after the instant looked for.
    const before = this.offset(wall - DAY_MS);
    const after = this.offset(wall + DAY_MS);
    if (before === after) return wall - before;
    if (this.offset(wall - before) === before) return wall - before;
    if (this.offset(wall - after) === after) return wall - after;
    return this.#changeBetween(wall - after, wall - before);
  }

  /** The wall time at an instant. */
  wallOf(instant: number): number {
    return instant + this.offset(instant);
  }

  /** The offset from UTC in force at an instant, in ms, east positive. */
  offset(instant: number): number {
    const day = Math.floor(instant / DAY_MS);
    const offset = this.#offsetOn(day);
    // No zone has ever changed twice within one day of UTC.
    return offset === this.#offsetOn(day + 1) ? offset : this.#ask(instant);
  }

  #offsetOn(day: number): number {
    const known = this.#offsets.get(day);
    if (known !== undefined) return known;
    const offset = this.#ask(day * DAY_MS);
    this.#offsets.set(day, offset);
    return offset;
  }

  #ask(instant: number): number {
    return this.#iana.offset(instant) * 60_000;
  }

  /** The instant after `from` and not after `to` at which the offset changes. */
  #changeBetween(from: number, to: number): number {
    const before = this.#ask(from);
    let low = from;
    let high = to;
    while (high - low > 1) {
      const middle = Math.floor((low + high) / 2);
      if (this.#ask(middle) === before) low = middle;
      else high = middle;
    }
    return high;
  }
}

/** 'YYYY-MM-DD' as days since 1970-01-01; throws RangeError when it is no date. */
export function dayNumber(date: string): number {
  const ms = /^\d{4}-\d{2}-\d{2}$/.test(date) ? Date.parse(`${date}T00:00:00Z`) : Number.NaN;
  // 30 February is parsed as 1 March; the way back shows it.
  if (Number.isNaN(ms) || dateText(ms / DAY_MS) !== date) throw new RangeError(`"${date}" is not a date (YYYY-MM-DD).`);
  return ms / DAY_MS;
}

/** Days since 1970-01-01 as 'YYYY-MM-DD'; throws RangeError outside the years 0 to 9999. */
export function dateText(day: number): string {
  const text = new Date(day * DAY_MS).toISOString();
  // Other years are written with a sign and six digits.
  if (!/^\d{4}-/.test(text)) throw new RangeError('Dates lie in the years 0 to 9999.');
  return text.slice(0, 10);
}
