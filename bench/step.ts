import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { Pool } from 'pg';
import { z } from 'zod';
import { choice, ref, text } from '#kernel/declare/fields';
import { asAny, defineRecord } from '#kernel/declare/record';
import { workingHours } from '#kernel/declare/span';
import { createTableSql } from '#kernel/run/columns';
import { kernelOf } from '#kernel/run/kernel';
import { kind, queriesFor } from '#kernel/run/kind';
import { read } from '#kernel/run/read';
import { registryOf } from '#kernel/run/registry';
import { systemActor } from '#kernel/run/tx';
import { configSource } from '#server/config-source';
import { openDatabase } from '#server/database';
import { migrate } from '#server/migrate';
import { kinds } from '#server/registry';
import { databaseBusyMs } from './fixture.ts';

// A case with guards whose facts come from two tables, and two promises: each step settles one and opens the other.
const item = defineRecord({
  name: 'bench-item',
  plural: 'bench-items',
  number: 'BI-{00000}',
  fields: { case: ref({ name: 'bench-case' }), what: text() },
  facts: {},
  states: ['open', 'done'],
  final: ['done'],
  lifecycle: { finish: { from: 'open', to: 'done', by: ['service_desk'] } },
  deadlines: {},
  permit: { create: ['service_desk'], edit: {}, read: { employee: 'all' } },
  title: 'what',
  search: ['what'],
});
const note = defineRecord({ ...item, name: 'bench-note', plural: 'bench-notes', number: 'BN-{00000}' });
const promise = {
  within: workingHours(4),
  debtor: 'service_desk',
  creditor: 'customer',
  escalation: [{ percent: 75, notify: 'service_manager' }],
} as const;
const subject = defineRecord({
  name: 'bench-case',
  plural: 'bench-cases',
  number: 'BC-{00000}',
  fields: { title: text(), severity: choice(['high', 'low']), cause: text().nullable() },
  facts: { openItems: z.int(), notes: z.int() },
  states: ['waiting', 'working'],
  final: ['waiting'],
  lifecycle: {
    start: {
      from: 'waiting',
      to: 'working',
      by: ['service_desk'],
      evidence: z.object({ cause: text(5) }),
      sets: ['cause'],
      guards: { noItems: (_, f) => f.openItems === 0, noted: (_, f) => f.notes >= 0 },
    },
    wait: {
      from: 'working',
      to: 'waiting',
      by: ['service_desk'],
      evidence: z.object({ reason: text(5) }),
      guards: { noItems: (_, f) => f.openItems === 0, caused: (r) => r.cause !== null },
    },
  },
  deadlines: {
    reply: { ...promise, starts: 'waiting', keptBy: ['working'] },
    solve: { ...promise, starts: 'working', keptBy: ['waiting'] },
  },
  permit: { create: ['service_desk'], edit: { waiting: ['service_desk'] }, read: { employee: 'all' } },
  title: 'title',
  search: ['title'],
});
const words = { name: ['例', 'Case'] } as never;
const facts = {
  openItems: `select count(*)::int from bench_item i where i."case" = r.id and i.state = 'open'`,
  notes: `select count(*)::int from bench_note n where n."case" = r.id`,
};

const RECORDS = 20_000;
const CONNECTIONS = 16;
const SECONDS = 5;

/**
 * Steps and reads per second through the kernel at 16 connections, beside the same statements on the bare driver. `…ProgramMs` and
 * `…DatabaseMs`: processor milliseconds of one, here and in the database's own processes.
 */
export async function bench(small: boolean): Promise<Record<string, number>> {
  const [records, seconds] = small ? [400, 0.5] : [RECORDS, SECONDS];
  const folder = mkdtempSync(path.join(os.tmpdir(), 'lvyue-bench-'));
  const db = await openDatabase({ dataDir: folder, poolSize: CONNECTIONS });
  try {
    await migrate(db.ownerPool);
    const own = [
      kind(subject, { ...(words as object), states: {}, guards: {}, deadlines: {} } as never, queriesFor(subject, { facts })),
      kind(item, words, { facts: {} }),
      kind(note, words, { facts: {} }),
    ];
    for (const record of [subject, item, note]) await db.ownerPool.query(createTableSql(asAny(record)));
    await db.ownerPool.query('grant select, insert, update, delete on all tables in schema public to lvyue_app');
    const kernel = kernelOf({
      pool: db.pool,
      registry: registryOf([...kinds, ...own], []),
      source: configSource,
      key: Buffer.alloc(32, 1),
    });
    const now = Date.parse('2026-11-20T02:00:00Z');
    const ids: string[] = [];
    for (let i = 0; i < records; i += 200) {
      const made = await kernel.write(systemActor, now, async (tx) => {
        const cases = await tx.create(
          subject,
          Array.from({ length: 200 }, (_, n) => ({ title: `苏州卓润物流 ${i + n}`, severity: 'low' as const })),
        );
        await tx.create(
          note,
          cases.map((c) => ({ case: c.id, what: '备注' })),
        );
        return cases;
      });
      ids.push(...made.map((m) => m.id));
    }
    // The bare driver moves other rows, so that neither side meets states that it does not expect.
    const spare = ids.splice(records / 2);
    await db.ownerPool.query('vacuum analyze');
    const working = new Set<string>();
    const busy = new Set<string>();
    const step = async (): Promise<void> => {
      const id = ids[Math.floor(Math.random() * ids.length)]!;
      if (busy.has(id)) return;
      busy.add(id); // a user does not send the same step twice at once
      const started = working.has(id);
      if (started) working.delete(id);
      else working.add(id);
      await kernel.write(systemActor, now, (tx) =>
        started
          ? tx.take(subject, 'wait', [{ id, evidence: { reason: '等候客户答复' } }])
          : tx.take(subject, 'start', [{ id, evidence: { cause: '密封圈装反了' } }]),
      );
      busy.delete(id);
    };
    const pick = () => ids[Math.floor(Math.random() * ids.length)]!;
    const rate = rateOver(db.ownerPool);
    await rate(step, seconds);
    const results: Record<string, number> = {};
    for (let round = 0; round < 2; round++) {
      const steps = await rate(step, seconds);
      const bare = await rate(() => bareStep(db.pool, spare[Math.floor(Math.random() * spare.length)]!), seconds);
      const reads = await rate(() => read(kernel, systemActor, kernel.registry.kind('bench-case'), pick(), now), seconds);
      const point = await rate(
        () => db.pool.query({ name: 'point', text: 'select * from bench_case where id = $1', values: [pick()] }),
        seconds,
      );
      Object.assign(results, {
        stepsPerSecond: steps.perSecond,
        stepP99: steps.p99,
        bareStepsPerSecond: bare.perSecond,
        stepToBare: steps.perSecond / bare.perSecond,
        stepProgramMs: steps.programMs,
        stepDatabaseMs: steps.databaseMs,
        bareProgramMs: bare.programMs,
        bareDatabaseMs: bare.databaseMs,
        readsPerSecond: reads.perSecond,
        readP99: reads.p99,
        readProgramMs: reads.programMs,
        readDatabaseMs: reads.databaseMs,
        bareReadsPerSecond: point.perSecond,
      });
      console.error(results);
    }
    return results;
  } finally {
    await db.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** What a step costs the database at the least: begin, read the row, update it, journal it, settle and open a commitment, commit. */
async function bareStep(pool: Pool, id: string): Promise<void> {
  const client = await pool.connect();
  try {
    await client.query({ name: 'b1', text: 'begin' });
    await client.query({ name: 'b2', text: 'select * from bench_case where id = $1 for update', values: [id] });
    await client.query({
      name: 'b3',
      text: `update bench_case set state = case state when 'waiting' then 'working' else 'waiting' end, version = version + 1 where id = $1 returning version`,
      values: [id],
    });
    await client.query({
      name: 'b4',
      text: `insert into journal (record, record_id, version, step, at, actor, body, hash) values ('bench-bare', gen_random_uuid(), 1, 'start', now(), 'system', $1, $2)`,
      values: [BODY, HASH],
    });
    await client.query({
      name: 'b5',
      text: `update commitment set settled_at = now(), outcome = 'kept', wake_at = null where record_id = $1 and settled_at is null`,
      values: [id],
    });
    await client.query({
      name: 'b6',
      text: `insert into commitment (id, record, record_id, number, control, debtor_role, creditor, opened_at, unit, due_at, wake_at) values (gen_random_uuid(), 'bench-case', $1, 'BC-1', 'bench-case.deadlines.reply', 'service_desk', 'customer', now(), 'working_hours', now(), null)`,
      values: [id],
    });
    await client.query({ name: 'b7', text: 'commit' });
  } finally {
    client.release();
  }
}

const BODY = JSON.stringify({ state: ['waiting', 'working'], evidence: { cause: '密封圈装反了' } });
const HASH = Buffer.alloc(32);

interface Rate {
  perSecond: number;
  p99: number;
  programMs: number;
  databaseMs: number;
}

/** Does something at all connections for so many seconds. */
const rateOver =
  (owner: Pool) =>
  async (work: () => Promise<unknown>, seconds: number): Promise<Rate> => {
    const times: number[] = [];
    const [cpu, busy, start] = [process.cpuUsage(), await databaseBusyMs(owner), performance.now()];
    await Promise.all(
      Array.from({ length: CONNECTIONS }, async () => {
        while (performance.now() < start + seconds * 1000) {
          const before = performance.now();
          await work();
          times.push(performance.now() - before);
        }
      }),
    );
    const elapsed = (performance.now() - start) / 1000;
    const { user, system } = process.cpuUsage(cpu);
    times.sort((a, b) => a - b);
    return {
      perSecond: times.length / elapsed,
      p99: times[Math.floor(times.length * 0.99)]!,
      programMs: (user + system) / 1000 / times.length,
      databaseMs: ((await databaseBusyMs(owner)) - busy) / times.length,
    };
  };
