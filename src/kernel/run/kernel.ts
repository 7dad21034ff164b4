import type { Pool } from 'pg';
import { Problem } from '../problem.ts';
import type { Actor } from './actor.ts';
import { type Config, type ConfigSource, configCache } from './config.ts';
import type { Registry } from './registry.ts';
import type { Scene, Tx, Violation } from './scene.ts';
import { inFlow } from './transaction.ts';
import { transactionOf } from './tx.ts';

/** The kernel over one database. Holds nothing that another process would need. */
export interface Kernel {
  registry: Registry;
  pool: Pool;
  /** The secret key of the journal's hashes. */
  key: Buffer;
  /** The configuration as it stands now. */
  config(): Promise<Config>;
  /** The configuration of an epoch that has just been read. */
  configAt(epoch: number): Promise<Config>;
  /** Runs `work` in one transaction in the actor's name; `now` is epoch milliseconds. */
  write<T>(actor: Actor, now: number, work: (tx: Tx) => Promise<T>, options?: WriteOptions): Promise<T>;
}

export interface WriteOptions {
  /** Replays what has happened: controls record violations where they would refuse. */
  history?: boolean;
  /** Controls of deadlines of which that history does not tell the instants: they open no promise. */
  untold?: ReadonlySet<string>;
}

const NOTHING: ReadonlySet<string> = new Set();

export interface KernelParts {
  pool: Pool;
  registry: Registry;
  source: ConfigSource;
  /** The secret key of the journal's hashes. */
  key: Buffer;
}

export function kernelOf({ pool, registry, source, key }: KernelParts): Kernel {
  const cached = configCache(source);
  const config = async (): Promise<Config> => {
    const { rows } = await pool.query<{ epoch: string }>({ name: 'epoch', text: 'select epoch from config_epoch' });
    return cached(pool, Number(rows[0]?.epoch));
  };
  return {
    registry,
    pool,
    key,
    config,
    configAt: (epoch) => cached(pool, epoch),
    async write(actor, now, work, { history = false, untold = NOTHING } = {}) {
      let violations: Violation[] = [];
      try {
        return await inFlow(pool, async (client, flow) => {
          violations = [];
          const scene: Scene = {
            registry,
            client,
            flow,
            key,
            config: (epoch) => cached(client, epoch),
            history,
            untold,
            violations,
          };
          const result = await work(transactionOf(scene, actor, now));
          if (history && violations.length > 0) await recordViolations(client, registry, actor, violations, true);
          return result;
        });
      } catch (error) {
        // What was refused is counted against its clause; the refused transaction itself left nothing behind.
        if (error instanceof Problem && violations.length > 0) await recordViolations(pool, registry, actor, violations, false);
        throw error;
      }
    },
  };
}

async function recordViolations(
  client: Pick<Pool, 'query'>,
  registry: Registry,
  actor: Actor,
  violations: readonly Violation[],
  overridden: boolean,
): Promise<void> {
  const rows = violations.map((v) => ({ ...v, at: new Date(v.at).toISOString(), clauses: registry.clauseIdsOf(v.control) }));
  await client.query({
    name: 'refusals',
    text: `insert into refusal (at, actor, record, record_id, number, step, control, clauses, overridden)
  select v.at, $2, v.record, v."recordId", v.number, v.step, v.control, array(select json_array_elements_text(v.clauses)), $3
  from json_to_recordset($1::json) as v(at timestamptz, record text, "recordId" uuid, number text, step text, control text, clauses json)`,
    values: [JSON.stringify(rows), actor.id, overridden],
  });
}
