import type { At } from '../declare/record.ts';
import type { Setting } from '../declare/setting.ts';
import type { WorkingCalendar } from './clock/calendar.ts';
import { endOfDay } from './clock/due.ts';
import type { Queryable } from './transaction.ts';
import { offsetCache } from './zone.ts';

/** Settings and calendars as they stand at one epoch. Every process holds the one that its last transaction saw. */
export interface Config {
  epoch: number;
  /** The company's zone. */
  zone: string;
  /** Values set by the company, oldest first. */
  values: ReadonlyMap<string, readonly { from: number; value: unknown }[]>;
  calendars: ReadonlyMap<string, WorkingCalendar>;
  /** The calendar on which the company's own clocks run. */
  calendar: WorkingCalendar;
  /** The calendars of sites: of departments that have their own or stand below one that has, and of the people in them, by id. */
  sites: ReadonlyMap<string, WorkingCalendar>;
}

/** Reads settings and calendars from the domain's tables. */
export type ConfigSource = (client: Queryable) => Promise<Config>;

/** Hands out the configuration of an epoch and reads it again only when the epoch has moved. */
export function configCache(source: ConfigSource): (client: Queryable, epoch: number) => Promise<Config> {
  let held: Config | undefined;
  return async (client, epoch) => {
    if (held?.epoch !== epoch) held = await source(client);
    return held;
  };
}

/** The value of a setting at an instant (epoch milliseconds): the last one in effect by then, or the default. */
export function settingAt<T>(config: Config, setting: Setting<T>, now: number): T {
  const values = config.values.get(setting.key) ?? [];
  let value: unknown = setting.default;
  for (const entry of values) if (entry.from <= now) value = entry.value;
  return value as T;
}

/** The circumstances of a deed at `now` (epoch milliseconds). */
export function circumstances(config: Config, now: number): At {
  return {
    now,
    get today() {
      return offsetCache(config.zone).dateOf(now);
    },
    endOf: (date) => endOfDay(date, config.zone),
    setting: (setting) => settingAt(config, setting, now),
  };
}
