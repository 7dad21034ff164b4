import type { QueryResultRow } from 'pg';
import type { Actor } from './actor.ts';
import { attend } from './approval/attend.ts';
import { review } from './approval/review.ts';
import { create, edit } from './change.ts';
import { circumstances } from './config.ts';
import { newId } from './id.ts';
import { live } from './live.ts';
import type { Scene, Tx } from './scene.ts';
import type { Statement } from './statement.ts';
import { take } from './take.ts';

/** The system itself, as an actor. */
export const systemActor: Actor = {
  id: 'system',
  name: '系统',
  roles: ['system'],
  employee: null,
  department: null,
  departments: [],
  customer: null,
  locale: 'zh',
  scopes: ['read', 'write', 'admin'],
};

export function transactionOf(scene: Scene, actor: Actor, now: number): Tx {
  const { client, flow, registry } = scene;
  const tx: Tx = {
    actor,
    now,
    async query<R extends QueryResultRow>(sql: string | Statement, values: unknown[] = []) {
      await flow.begun;
      return (await client.query<R>({ ...(typeof sql === 'string' ? { text: sql } : sql), values })).rows;
    },
    async at(instant = now) {
      const { rows } = await client.query<{ epoch: string }>(EPOCH);
      return circumstances(await scene.config(Number(rows[0]?.epoch)), instant);
    },
    // Each of these waits until the transaction has begun before it writes.
    create: async (record, inputs) => (await create(scene, tx, registry.kind(record.name), inputs)) as never,
    edit: async (record, items) => (await edit(scene, tx, registry.kind(record.name), items)) as never,
    take: async (record, step, items) => (await take(scene, tx, registry.kind(record.name), step, items)) as never,
    live: async (record, lives) => (await live(scene, tx, registry.kind(record.name), lives)) as never,
    async attend(record, deeds) {
      await flow.begun;
      await attend(scene, tx, systemActor, registry.kind(record.name), deeds);
    },
    async review(task, deed) {
      await flow.begun;
      return review(scene, tx, tx.as(systemActor), task, deed);
    },
    async job(task, payload, when = {}) {
      const values = [task, JSON.stringify(payload), when.runAt ? new Date(when.runAt) : null, when.key ?? null];
      await flow.begun;
      await client.query({ ...ADD_JOB, values });
    },
    as: (other) => transactionOf(scene, other, now),
    newId: () => newId(),
  };
  return tx;
}

const EPOCH = { name: 'epoch', text: 'select epoch from config_epoch' };
const ADD_JOB = {
  name: 'add_job',
  text: 'select graphile_worker.add_job($1, $2::json, run_at := $3::timestamptz, job_key := $4)',
};
