import { queriesFor } from '#kernel/run/kind';
import { setting } from './setting.ts';

export const settingQueries = queriesFor(setting, { facts: {} });

/** Every value in force, oldest first, so that the last one wins; a later correction of the same instant comes later. */
export const settingsInForce = `select key, value, extract(epoch from effective_from)::float8 * 1000 as "from"
from setting where state = 'in_force' order by effective_from, created_at, id`;
