import { readdirSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';

// npm run bench [-- NAME …]: runs the benches in this folder and prints their figures as JSON. Ratios are taken within one run.

interface Bench {
  name: string;
  bench(): Promise<Record<string, number>>;
}

const { positionals } = parseArgs({ allowPositionals: true });
const folder = import.meta.dirname;
const results: Record<string, Record<string, number>> = {};
for (const file of readdirSync(folder)
  .filter((f) => f.endsWith('.ts') && f !== 'main.ts')
  .sort()) {
  const loaded = (await import(path.join(folder, file))) as Partial<Bench>;
  if (!loaded.bench || !loaded.name || (positionals.length > 0 && !positionals.includes(loaded.name))) continue;
  console.error(`${loaded.name} …`);
  const figures = await loaded.bench();
  results[loaded.name] = Object.fromEntries(Object.entries(figures).map(([key, value]) => [key, Number(value.toPrecision(4))]));
}
console.log(JSON.stringify(results, null, 2));
