import { spawnSync } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';

const root = path.resolve(import.meta.dirname, '..');
const RECORDS = 80;

/** Seconds that `tsc` takes with and without 80 more declared records of ordinary size (12 fields, a line set, 7 steps with guards and evidence). */
export async function bench(small: boolean): Promise<Record<string, number>> {
  const folder = path.join(root, 'src/bench-generated');
  const plain = seconds();
  try {
    mkdirSync(folder, { recursive: true });
    for (let i = 0; i < (small ? 2 : RECORDS); i++) writeFileSync(path.join(folder, `r${i}.ts`), declaration(i));
    const loaded = seconds();
    return { plainSeconds: plain, with80Seconds: loaded, ratio: loaded / plain };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function seconds(): number {
  const start = performance.now();
  const { status, stdout } = spawnSync(process.execPath, [path.join(root, 'node_modules/.bin/tsc'), '-p', 'tsconfig.json'], {
    cwd: root,
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(`tsc found faults:\n${stdout}`);
  return (performance.now() - start) / 1000;
}

function declaration(i: number): string {
  const steps = Array.from({ length: 7 }, (_, s) => {
    const evidence = `z.object({ a${s}: text(1), b${s}: whole(), note: text(2, 400) })`;
    return `step_${s}: { from: 's${s}', to: 's${s + 1}', by: ['sales', 'management'], evidence: ${evidence}, guards: { given${s}: (r, f) => r.name !== null && f.count >= ${s}, dated${s}: (r) => r.due !== null } },`;
  });
  const words = (count: number, key: string, zh: string, en: string) =>
    Array.from({ length: count }, (_, s) => `${key}${s}: ['${zh}', '${en}']`).join(', ');
  return `import { z } from 'zod';
import { choice, day, flag, instant, money, quantity, ref, text, whole } from '#kernel/declare/fields';
import { defineRecord, type DocOf, type EvidenceOf, type InputOf } from '#kernel/declare/record';
import { wordsFor } from '#kernel/declare/words';
import { queriesFor } from '#kernel/run/kind';
import { hours } from '#kernel/declare/span';
export const record = defineRecord({
  name: 'r${i}', plural: 'r${i}s', number: 'R-{0000}',
  fields: { name: text().nullable(), other: ref({ name: 'customer' }), kind: choice(['one', 'two']), due: day().nullable(), at: instant().nullable(), price: money(), amount: quantity(), count: whole(), done: flag(), a: text(), b: text().nullable(), c: text() },
  lines: { items: { what: text(), quantity: quantity(), price: money() } },
  facts: { count: z.int(), last: z.boolean().nullable() },
  states: ['s0', 's1', 's2', 's3', 's4', 's5', 's6', 's7'],
  final: ['s7'],
  lifecycle: {
    ${steps.join('\n    ')}
  },
  deadlines: { first: { starts: 's0', keptBy: ['s1'], within: hours(4), debtor: 'sales', creditor: 'customer' }, whole: { starts: 's0', keptBy: ['s7'], by: (r) => r.due, debtor: 'sales', creditor: 'customer' } },
  permit: { create: ['sales'], edit: { s0: ['sales'] }, read: { sales: 'all' } },
  title: 'a', search: ['a'],
});
export const words = wordsFor(record, {
  name: ['名', 'Name'], about: ['名', 'Name'],
  fields: { name: ['名', 'N'], other: ['名', 'N'], kind: ['名', 'N'], due: ['名', 'N'], at: ['名', 'N'], price: ['名', 'N'], amount: ['名', 'N'], count: ['名', 'N'], done: ['名', 'N'], a: ['名', 'N'], b: ['名', 'N'], c: ['名', 'N'] },
  lines: { items: ['名', 'N'] }, columns: { what: ['名', 'N'], quantity: ['名', 'N'], price: ['名', 'N'] },
  choices: { kind: { one: ['一', 'One'], two: ['二', 'Two'] } },
  states: { ${words(8, 's', '态', 'State')} }, steps: { ${words(7, 'step_', '动', 'Step')} },
  guards: { ${words(7, 'given', '句', 'Given')}, ${words(7, 'dated', '句', 'Dated')} },
  evidence: { note: ['记', 'Note'], ${words(7, 'a', '证', 'Proof')}, ${words(7, 'b', '证', 'Proof')} },
  deadlines: { first: ['限', 'First'], whole: ['限', 'Whole'] },
});
export const queries = queriesFor(record, { facts: { count: '1', last: 'null' } });
export type D = DocOf<typeof record>;
export type E = EvidenceOf<typeof record, 'step_3'>;
export type I = InputOf<typeof record>;
export const guard = (r: D, e: E, i: I): unknown => [r.state === 's3', e.a3, i.items?.[0]?.what];
`;
}
