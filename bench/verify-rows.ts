import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { customer } from '#domain/accounts/customer/customer';
import { order } from '#domain/orders/order/order';
import { sealAll } from '#kernel/run/journal/sealing';
import { type Report, verify } from '#kernel/run/journal/verify';
import { type Kernel, kernelOf } from '#kernel/run/kernel';
import { systemActor } from '#kernel/run/tx';
import { configSource } from '#server/config-source';
import { appPoolOf, ownerPoolOf } from '#server/database';
import { openJournalKeys } from '#server/journal-keys';
import { commitmentTable } from '#server/journal-places';
import { migrate } from '#server/migrate';
import { startEmbedded } from '#server/postgres/embedded';
import { registry } from '#server/registry';
import { fileWitness } from '#server/witness';

const ORDERS = 40_000; // of five entries and three promises each
const BATCH = 2_000;
const NOW = Date.UTC(2026, 10, 20, 2);

/** 200,000 entries that the kernel wrote, of orders with two lines and three promises each: seconds to verify them, without and with every field. */
export async function bench(small: boolean): Promise<Record<string, number>> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'lvyue-bench-'));
  const server = await startEmbedded(
    folder,
    { fsync: 'off', full_page_writes: 'off', synchronous_commit: 'off' },
    { durable: false },
  );
  const [owner, pool] = [ownerPoolOf(server.url, 3), appPoolOf(server.url, 3, true)];
  try {
    await migrate(owner);
    const keys = await openJournalKeys(path.join(folder, 'keys'));
    const witness = fileWitness(path.join(folder, 'witness.jsonl'));
    const kernel = kernelOf({ pool, registry, source: configSource, key: keys.journal });
    const [, fillSeconds] = await timed(() => fill(kernel, small ? BATCH : ORDERS));
    await owner.query('vacuum analyze');
    const client = await owner.connect();
    await sealAll(client, keys, witness, NOW).finally(() => client.release());
    const records = [...registry.kinds.values(), commitmentTable];
    const [fast, verifySeconds] = await timed(() => verify(owner, keys, witness, { records, rows: false }));
    const [whole, withRowsSeconds] = await timed(() => verify(owner, keys, witness, { records, rows: true }));
    requireIntact(fast);
    requireIntact(whole);
    const { records: rows, commitments } = whole.rows!;
    return { entries: whole.entries, records: rows, commitments, fillSeconds, verifySeconds, withRowsSeconds };
  } finally {
    await Promise.all([owner.end(), pool.end()]);
    await server.stop();
    await rm(folder, { recursive: true, force: true });
  }
}

function requireIntact({ ok, faults }: Report): void {
  if (!ok) throw new Error(`not intact: ${JSON.stringify(faults)}`);
}

async function timed<T>(work: () => Promise<T>): Promise<[T, number]> {
  const start = performance.now();
  const result = await work();
  return [result, (performance.now() - start) / 1000];
}

async function fill(kernel: Kernel, orders: number): Promise<void> {
  const [buyer] = await kernel.write(systemActor, NOW, (tx) => tx.create(customer, [{ name: '苏州卓润物流' }]));
  const item = { productName: '深沟球轴承', specification: '6204-2RS', quantity: '100', unit: '套', unitPrice: '12.50' };
  const wanted = {
    customer: buyer!.id,
    channel: 'website' as const,
    deliveryAddress: '上海市浦东新区 1 号',
    requestedDate: '2026-12-01',
    items: [item, { ...item, quantity: '0.5' }],
  };
  const confirmation = { promisedDate: '2026-11-30', sentTo: 'chen@example.com', sentBy: 'email' as const };
  for (let done = 0; done < orders; done += BATCH) {
    await kernel.write(systemActor, NOW + 1_000 * done, async (tx) => {
      const made = await tx.create(
        order,
        Array.from({ length: BATCH }, () => wanted),
      );
      const all = made.map(({ id }) => ({ id }));
      await tx.take(order, 'audit', all);
      await tx.take(
        order,
        'confirm',
        all.map(({ id }) => ({ id, evidence: confirmation })),
      );
      await tx.take(order, 'dispatch', all);
      await tx.take(order, 'complete', all);
    });
  }
}
