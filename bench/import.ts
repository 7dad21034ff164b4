import { once } from 'node:events';
import { createReadStream, createWriteStream, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { chmod, mkdir } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { createGunzip } from 'node:zlib';
import { kernelOf } from '#kernel/run/kernel';
import { configSource } from '#server/config-source';
import { openDatabase } from '#server/database';
import { FaultFile } from '#server/import/faults';
import { importOrders } from '#server/import/import-orders';
import { orderPresets } from '#server/import/mapping/presets';
import { Progress } from '#server/import/progress';
import { filesAt } from '#server/import/source/files';
import { migrate } from '#server/migrate';
import { registry } from '#server/registry';

const SAMPLE = path.resolve(import.meta.dirname, '../../shared/data/olist');
const ORDERS = 100_000;
/** One copy in so many brings products of its own: as many orders to a product as the whole of the source has. */
const COPIES_A_CATALOGUE = 4;

/** Seconds, rows and orders per second for 100,000 orders (the sample repeated under new numbers) brought over, and for looking at them again. */
export async function bench(small: boolean): Promise<Record<string, number>> {
  const orders = small ? 1 : ORDERS; // one copy of the sample at the least
  if (!existsSync(SAMPLE)) return {};
  const folder = mkdtempSync(path.join(os.tmpdir(), 'lvyue-bench-'));
  await chmod(folder, 0o711); // as root the server is another user
  const source = path.join(folder, 'source');
  const db = await openDatabase({ dataDir: folder, poolSize: 6 });
  try {
    await repeatSample(source, orders);
    await migrate(db.ownerPool);
    const kernel = kernelOf({ pool: db.pool, registry, source: configSource, key: Buffer.alloc(32, 1) });
    const faults = await FaultFile.begin(null);
    const bring = async () => {
      const begun = performance.now();
      const report = await importOrders({
        kernel,
        stagePool: db.ownerPool,
        files: await filesAt(source),
        mapping: orderPresets['olist']!,
        strict: true,
        dryRun: false,
        corrections: new Map(),
        faults,
        progress: new Progress(process.stderr, 'en'),
        signal: new AbortController().signal,
        now: Date.now(),
      });
      return { report, seconds: (performance.now() - begun) / 1000 };
    };
    const cpu = process.cpuUsage();
    const first = await bring();
    const { user, system } = process.cpuUsage(cpu);
    const again = await bring();
    if (
      first.report.orders.made !== first.report.orders.inSource ||
      again.report.orders.unchanged !== again.report.orders.inSource
    )
      throw new Error('Not everything was brought over once.');
    return {
      orders: first.report.orders.made,
      rows: first.report.rows,
      seconds: first.seconds,
      rowsPerSecond: first.report.rows / first.seconds,
      ordersPerSecond: first.report.orders.made / first.seconds,
      nodeCpuShare: (user + system) / 1e6 / first.seconds,
      againSeconds: again.seconds,
      againRowsPerSecond: again.report.rows / again.seconds,
    };
  } finally {
    await db.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Writes the sample so often that there are that many orders, with numbers of their own. */
async function repeatSample(to: string, orders: number): Promise<void> {
  await mkdir(to);
  const all = await linesOf('orders');
  const copies = Math.ceil(orders / (all.length - 1));
  for (const file of ['orders', 'order_items', 'order_reviews', 'customers', 'products']) {
    const [header, ...rows] = await linesOf(file);
    const out = createWriteStream(path.join(to, `${file}.csv`));
    out.write(`${header}\n`);
    const wanted = file === 'products' ? Math.ceil(copies / COPIES_A_CATALOGUE) : copies;
    for (let copy = 0; copy < wanted; copy++) {
      const text = rows.map((row) => renumbered(file, row, copy)).join('\n');
      if (!out.write(`${text}\n`)) await once(out, 'drain');
    }
    out.end();
    await once(out, 'finish');
  }
}

/** Ids are 32 hexadecimal digits; the copy takes the first four of them, and a catalogue those of products. */
function renumbered(file: string, row: string, copy: number): string {
  const hex = (n: number): string => n.toString(16).padStart(4, '0');
  if (file === 'products') return row.replace(/^[0-9a-f]{4}(?=[0-9a-f]{28})/, hex(copy));
  if (file !== 'order_items') return row.replace(/(?<=^|,)[0-9a-f]{4}(?=[0-9a-f]{28}(,|$))/g, hex(copy));
  const [order = '', item, product = '', ...rest] = row.split(',');
  return [hex(copy) + order.slice(4), item, hex(Math.floor(copy / COPIES_A_CATALOGUE)) + product.slice(4), ...rest].join(',');
}

/** The lines of a file of the sample; a quoted value's further lines belong to its row. */
async function linesOf(file: string): Promise<string[]> {
  const lines: string[] = [];
  for await (const line of createInterface({
    input: createReadStream(path.join(SAMPLE, `${file}.csv.gz`)).pipe(createGunzip()),
  })) {
    const last = lines.at(-1);
    if (last !== undefined && (last.split('"').length - 1) % 2 === 1) lines[lines.length - 1] = `${last}\n${line}`;
    else lines.push(line);
  }
  return lines;
}
