import { expect } from 'vitest';
import { appPoolOf } from '#server/database';
import { configSource } from '#server/config-source';
import { registry } from '#server/registry';
import { Problem } from '#kernel/problem';
import { type Kernel, kernelOf } from '#kernel/run/kernel';
import { freshWorld, journalKey, type World } from './world.ts';

/** A database on which many act at once, with a referee in it. */
export interface Arena extends World {
  kernel: Kernel;
  /**
   * From now on, whenever a deed `record.step` commits, `condition` must be true of it: SQL in which `$1` is the record's id. It is looked
   * at within the commit, after a short wait in which others may commit too, and sees everything that has been committed by then: so
   * what a guard relied on must still be so when the deed counts.
   */
  rule(step: string, condition: string): Promise<void>;
  /** The deeds that were committed against a rule. */
  caught(): Promise<string[]>;
}

const CONNECTIONS = 20;

export async function openArena(): Promise<Arena> {
  const world = await freshWorld();
  const pool = appPoolOf(world.db.url, CONNECTIONS, true);
  await world.db.owner.query(REFEREE);
  await world.db.owner.query(SOON);
  return {
    ...world,
    kernel: kernelOf({ pool, registry, source: configSource, key: journalKey }),
    async rule(step, condition) {
      await world.db.owner.query('insert into referee_rule values ($1, $2)', [step, condition]);
    },
    async caught() {
      return (await world.db.owner.query<{ deed: string }>('select deed from referee_caught')).rows.map((row) => row.deed);
    },
    async close() {
      await pool.end();
      await world.close();
    },
  };
}

// A deferred trigger runs within the commit; a volatile function in PL/pgSQL takes a new snapshot for each of its statements.
const REFEREE = `
create table referee_rule (deed text, condition text);
create table referee_caught (deed text);
create function referee() returns trigger language plpgsql security definer as $$
declare
  rule record;
  holds boolean;
begin
  for rule in select * from referee_rule where deed = new.record || '.' || new.step loop
    perform pg_sleep(random() * 0.004);
    execute 'select ' || rule.condition into holds using new.record_id;
    if holds is not true then insert into referee_caught values (rule.deed); end if;
  end loop;
  return null;
end $$;
create constraint trigger referee after insert on journal deferrable initially deferred for each row execute function referee();`;

// Two that wait for each other find out at once, so that many rounds do not take long.
const SOON = `do $$ begin execute format('alter database %I set deadlock_timeout = ''20ms''', current_database()); end $$`;

/**
 * Starts all deeds at once, in random order and a little apart. What is refused must be refused with a problem: an error of the
 * database that reaches the caller is a fault. Answers which deeds were done, and with which problem the others were refused.
 */
export async function race(deeds: readonly (() => Promise<unknown>)[]): Promise<(true | string)[]> {
  const results = await Promise.allSettled(
    deeds.map(async (deed) => {
      for (let i = Math.floor(Math.random() * 12); i > 0; i--) await new Promise((resolve) => setImmediate(resolve));
      return deed();
    }),
  );
  for (const result of results) if (result.status === 'rejected' && !(result.reason instanceof Problem)) throw result.reason;
  return results.map((result) => (result.status === 'fulfilled' ? true : (result.reason as Problem).slug));
}

/** How many were done. */
export const done = (outcome: readonly (true | string)[]): number => outcome.filter((o) => o === true).length;

/** A different order every time. */
export function shuffled<T>(items: readonly T[]): T[] {
  return items.map((item) => ({ item, at: Math.random() })).sort((a, b) => a.at - b.at).map(({ item }) => item);
}

export const expectNoneCaught = async (arena: Arena): Promise<void> => expect(await arena.caught()).toEqual([]);
