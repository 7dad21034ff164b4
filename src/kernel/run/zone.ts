import { IANAZone } from 'luxon';

/** Dates of instants in one zone, with the zone's offset remembered by the quarter of an hour. */
export interface ZoneDates {
  /** `YYYY-MM-DD` of an instant (epoch milliseconds). */
  dateOf(instant: number): string;
}

const zones = new Map<string, ZoneDates>();
const QUARTER = 900_000; // every offset change in the tz database since 1972 falls on a quarter of an hour

/** @throws Error when the zone is unknown. */
export function offsetCache(zone: string): ZoneDates {
  const held = zones.get(zone);
  if (held) return held;
  const iana = IANAZone.create(zone);
  if (!iana.isValid) throw new Error(`Unknown time zone ${zone}`);
  const offsets = new Map<number, number>();
  const made: ZoneDates = {
    dateOf(instant) {
      const quarter = Math.floor(instant / QUARTER);
      let offset = offsets.get(quarter);
      if (offset === undefined) {
        if (offsets.size > 100_000) offsets.clear();
        offset = iana.offset(instant) * 60_000;
        offsets.set(quarter, offset);
      }
      return new Date(instant + offset).toISOString().slice(0, 10);
    },
  };
  zones.set(zone, made);
  return made;
}
