import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { coverageOf } from '#domain/governance/regulation/requirements';
import { projectRoot } from '#server/places';
import { registry } from '#server/registry';

export const summary = {
  zh: '要求覆盖：逐条列出需求编号、状态、控制点和测试：coverage [--json] [--enforced]',
  en: 'requirement ids with status, controls and tests: coverage [--json] [--enforced]',
};

/** Lists every requirement: whether it is enforced, by which controls of which clauses, and which tests name it. */
export async function run(args: string[]): Promise<number> {
  const { values } = parseArgs({ args, options: { json: { type: 'boolean' }, enforced: { type: 'boolean' } } });
  const tests = testsByRequirement();
  const all = coverageOf(registry)
    .filter((c) => !values.enforced || c.status === 'enforced')
    .map((c) => ({ ...c, tests: tests.get(c.id) ?? [] }));
  if (values.json) console.log(JSON.stringify(all, null, 1));
  else {
    for (const c of all) console.log([c.id, c.status, c.clauses.join('; '), c.controls.join(' '), c.tests.join(' ')].join('\t'));
    console.log(`${all.filter((c) => c.status === 'enforced').length} enforced of ${all.length}`);
  }
  return 0;
}

/** Test files by the requirement ids that stand in the titles of their tests. */
export function testsByRequirement(): Map<string, string[]> {
  const src = path.join(projectRoot, 'src');
  const found = new Map<string, string[]>();
  for (const file of readdirSync(src, { recursive: true, encoding: 'utf8' }).filter((f) => f.endsWith('.test.ts'))) {
    const titles = [...readFileSync(path.join(src, file), 'utf8').matchAll(/\b(?:test|story|describe)\(\s*(['"`])(.*?)\1/g)].map(
      (m) => m[2]!,
    );
    for (const id of new Set(titles.flatMap((title) => title.match(/\b[A-Z]{3}-\d{3}\b/g) ?? [])))
      found.set(id, [...(found.get(id) ?? []), file]);
  }
  return found;
}
