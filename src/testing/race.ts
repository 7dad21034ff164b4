import { Problem } from '#kernel/problem';
import { kernelOf } from '#kernel/run/kernel';
import { configSource } from '#server/config-source';
import { appPoolOf } from '#server/database';
import { registry } from '#server/registry';
import { freshWorld, journalKey, type World } from './world.ts';

/** A database on which many act at once, with a referee in it. */
export interface Arena extends World {
  /**
   * From now on, whenever a deed `record.step` commits, `condition` must be true of it: SQL in which `$1` is the record's id. It is
   * looked at within the commit, after a short wait in which others may commit too, and sees everything that has been committed by
   * then: so what a guard relied on must still be so when the deed counts.
   */
  rule(deed: string, condition: string): Promise<void>;
  /** How often the deed was judged, and how often it was committed against its rule. */
  judged(deed: string): Promise<{ committed: number; caught: number }>;
}

const CONNECTIONS = 20;

export async function openArena(): Promise<Arena> {
  const world = await freshWorld();
  const { owner, url } = world.db;
  await owner.query(REFEREE);
  await owner.query(SOON);
  const pool = appPoolOf(url, CONNECTIONS, true);
  return {
    ...world,
    kernel: kernelOf({ pool, registry, source: configSource, key: journalKey }),
    async rule(deed, condition) {
      await owner.query('insert into referee_rule values ($1, $2)', [deed, condition]);
    },
    async judged(deed) {
      const { rows } = await owner.query<{ committed: number; caught: number }>(
        'select count(*)::int as committed, count(*) filter (where not holds)::int as caught from referee_judgement where deed = $1',
        [deed],
      );
      return rows[0]!;
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
create table referee_judgement (deed text, holds boolean);
create function referee() returns trigger language plpgsql security definer as $$
declare
  rule record;
  holds boolean;
begin
  for rule in select * from referee_rule where deed = new.record || '.' || new.step loop
    perform pg_sleep(random() * 0.004);
    execute 'select ' || rule.condition into holds using new.record_id;
    insert into referee_judgement values (rule.deed, coalesce(holds, false));
  end loop;
  return null;
end $$;
create constraint trigger referee after insert on journal deferrable initially deferred for each row execute function referee();`;

// Two that wait for each other find out at once, so that many rounds do not take long.
const SOON = `do $$ begin execute format('alter database %I set deadlock_timeout = ''20ms''', current_database()); end $$`;

/** True where a deed was done, otherwise the problem that refused it. */
export type Outcome = true | string;

/**
 * Starts all deeds at once, in random order and a little apart; answers in the order of `deeds`. What is refused must be refused
 * with a problem: an error of the database that reaches the caller is a fault, and thrown.
 */
export async function race(deeds: readonly (() => Promise<unknown>)[]): Promise<Outcome[]> {
  const results = await Promise.allSettled(
    deeds.map(async (deed) => {
      for (let i = Math.floor(Math.random() * 48); i > 0; i--) await new Promise((resolve) => setImmediate(resolve));
      return deed();
    }),
  );
  return results.map((result) => {
    if (result.status === 'fulfilled') return true;
    if (result.reason instanceof Problem) return result.reason.slug;
    throw result.reason;
  });
}

export const done = (outcomes: readonly Outcome[]): number => outcomes.filter((outcome) => outcome === true).length;
