import { startEmbedded } from '#server/postgres/embedded';
import { openDatabase } from '#server/database';
import { migrate } from '#server/migrate';
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { kernelOf } from '#kernel/run/kernel';
import { registry } from '#server/registry';
import { configSource } from '#server/config-source';
import { systemActor } from '#kernel/run/tx';
import { regulation } from '#domain/governance/regulation/regulation';
import { employee } from '#domain/org/employee/employee';
import { read } from '#kernel/run/read';

const dir = mkdtempSync(path.join(os.tmpdir(), 'lvb-'));
const db = await openDatabase({ dataDir: dir, poolSize: 20 });
await migrate(db.ownerPool);
const kernel = kernelOf({ pool: db.pool, registry, source: configSource, key: Buffer.alloc(32, 1) });
const N = 4000, now = Date.parse('2026-11-21T02:00:00Z');
const ids = await kernel.write(systemActor, now, async (tx) => {
  const [s] = await tx.create(employee, [{ name: '王' }]);
  const made = await tx.create(regulation, Array.from({ length: N }, (_, i) => ({ code: `C${i}`, title: '制度文本', sponsor: s!.id, reviewMonths: 12 })));
  await tx.take(regulation, 'publish', made.map((m) => ({ id: m.id, evidence: { publisher: '管理部', publishedOn: '2026-11-21', effectiveFrom: '2026-11-21' } })));
  return made.map((m) => m.id);
});
await db.ownerPool.query('analyze');
async function run(label: string, seconds: number, work: (i: number) => Promise<unknown>) {
  let n = 0, fails = 0; const end = performance.now() + seconds * 1000; const lat: number[] = [];
  const cpu0 = process.cpuUsage();
  await Promise.all(Array.from({ length: 16 }, async (_, w) => { for (let k = w; performance.now() < end; k += 16) { const t = performance.now(); await work(Math.floor(Math.random()*1e6)).catch((e)=>{ fails++; }); lat.push(performance.now() - t); n++; } }));
  const cpu = process.cpuUsage(cpu0); lat.sort((a, b) => a - b);
  console.log('conf', 0, label, 'fails', fails, Math.round(n / seconds), '/s  p50', lat[lat.length >> 1]!.toFixed(1), 'p99', lat[Math.floor(lat.length * .99)]!.toFixed(1), 'node cpu ms/op', ((cpu.user + cpu.system) / 1000 / n).toFixed(3));
}
const review = { lastFinding: '执行情况良好，无须修订。', decision: 'keep' as const };
const state = new Map<number, boolean>();
for (let round = 0; round < 2; round++) {
  await run('step', 4, (k) => { const i = k % N; const due = state.get(i) ?? false; state.set(i, !due);
    return due ? kernel.write(systemActor, now, (tx) => tx.take(regulation, 'review', [{ id: ids[i]!, evidence: review }])) : kernel.write(systemActor, now, (tx) => tx.take(regulation, 'fall_due', [{ id: ids[i]! }])); });
  await run('read', 3, (k) => read(kernel, systemActor, registry.kind('regulation'), ids[k % N]!, now));
  await run('bare begin/select/commit', 2, async (k) => { const c = await db.pool.connect(); try { await c.query({ name: 'b', text: 'begin isolation level serializable' }); await c.query({ name: 'x', text: 'select id from regulation where id=$1', values: [ids[k % N]] }); await c.query({ name: 'c', text: 'commit' }); } finally { c.release(); } });
  await run('bare select', 2, (k) => db.pool.query({ name: 'x', text: 'select id from regulation where id=$1', values: [ids[k % N]] }));
}
await db.stop(); rmSync(dir, { recursive: true, force: true });
