import { readdirSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';

// npm run bench [-- NAME … --small]: runs the benches in this folder and prints their figures as JSON. Ratios are taken within one run.
// `--small`: as little as shows that a bench works; its figures mean nothing.

interface Bench {
  name: string;
  bench(small: boolean): Promise<Record<string, number>>;
}

const { positionals, values } = parseArgs({ allowPositionals: true, options: { small: { type: 'boolean', default: false } } });
const folder = import.meta.dirname;
const names = readdirSync(folder)
  .filter((file) => file.endsWith('.ts') && file !== 'main.ts')
  .map((file) => path.basename(file, '.ts'))
  .filter((name) => positionals.length === 0 || positionals.includes(name))
  .sort();
const results: Record<string, Record<string, number>> = {};
for (const name of names) {
  const { bench } = (await import(path.join(folder, `${name}.ts`))) as Partial<Bench>;
  if (!bench) continue; // what benches share
  console.error(`${name} …`);
  const figures = await bench(values.small);
  results[name] = Object.fromEntries(Object.entries(figures).map(([key, value]) => [key, Number(value.toPrecision(4))]));
}
console.log(JSON.stringify(results, null, 2));
