import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';

// npm run new:record -- voice/feedback 反馈 Feedback
// Writes the folder of a record (declaration, words, queries, guard test), enters it in the registry and starts its migration.

const [where = '', zh = '', en = ''] = process.argv.slice(2);
const [module = '', name = ''] = where.split('/');
const root = path.resolve(import.meta.dirname, '..');

if (!/^[a-z]+$/.test(module) || !/^[a-z]+(-[a-z]+)*$/.test(name) || !zh || !en) {
  console.error('npm run new:record -- <module>/<record> <中文名> <English name>     e.g. voice/feedback 反馈 Feedback');
  process.exit(2);
}
const folder = path.join(root, 'src/domain', module, name);
if (existsSync(folder)) {
  console.error(`${module}/${name} exists already.`);
  process.exit(1);
}

const camel = name.replaceAll(/-([a-z])/g, (_, letter: string) => letter.toUpperCase());
const Type = camel[0]!.toUpperCase() + camel.slice(1);
const table = name.replaceAll('-', '_');
const initials = name
  .split('-')
  .map((word) => word[0]!.toUpperCase())
  .join('')
  .padEnd(2, 'X');

mkdirSync(folder, { recursive: true });
const write = (suffix: string, text: string) => writeFileSync(path.join(folder, `${name}${suffix}.ts`), text);

write(
  '',
  `import { text } from '#kernel/declare/fields';
import { defineRecord, type DocOf } from '#kernel/declare/record';

/** ${en}. */
export const ${camel} = defineRecord({
  name: '${name}',
  plural: '${name}s',
  number: '${initials}-{yyyy}-{00000}',
  fields: {
    title: text(1, 200),
  },
  facts: {},
  states: ['open', 'closed'],
  final: ['closed'],
  lifecycle: {
    close: { from: 'open', to: 'closed', by: ['management'], guards: { titleGiven: (r) => r.title.length > 0 } },
  },
  deadlines: {},
  permit: { create: ['management'], edit: { open: ['management'] }, read: { employee: 'all' } },
  title: 'title',
  search: ['title'],
});

export type ${Type} = DocOf<typeof ${camel}>;
`,
);
write(
  '.words',
  `import { wordsFor } from '#kernel/declare/words';
import { ${camel} } from './${name}.ts';

export const ${camel}Words = wordsFor(${camel}, {
  name: ['${zh}', '${en}'],
  about: ['${zh}', '${en}'],
  fields: { title: ['标题', 'Title'] },
  lines: {},
  columns: {},
  choices: {},
  states: { open: ['进行中', 'Open'], closed: ['已关闭', 'Closed'] },
  steps: { close: ['关闭', 'Close'] },
  guards: { titleGiven: ['标题已填写。', 'A title is given.'] },
  evidence: {},
  deadlines: {},
});
`,
);
write(
  '.queries',
  `import { queriesFor } from '#kernel/run/kind';
import { ${camel} } from './${name}.ts';

export const ${camel}Queries = queriesFor(${camel}, { facts: {} });
`,
);
write(
  '.test',
  `import { expect, test } from 'vitest';
import { ${camel} } from './${name}.ts';

test('a title is given', () => {
  const { titleGiven } = ${camel}.lifecycle.close.guards;
  expect(titleGiven({ title: '${zh}' } as never)).toBe(true);
  expect(titleGiven({ title: '' } as never)).toBe(false);
});
`,
);

const registryFile = path.join(root, 'src/server/registry.ts');
const imports = ['', '.queries', '.words'].map(
  (suffix) =>
    `import { ${camel}${suffix ? suffix[1]!.toUpperCase() + suffix.slice(2) : ''} } from '#domain/${module}/${name}/${name}${suffix}';`,
);
const registry = readFileSync(registryFile, 'utf8')
  .replace("import { kind } from '#kernel/run/kind';", `${imports.join('\n')}\nimport { kind } from '#kernel/run/kind';`)
  .replace(/\n\];/, `\n  kind(${camel}, ${camel}Words, ${camel}Queries),\n];`);
writeFileSync(registryFile, registry);

const migrations = path.join(root, 'db/migrations');
const next = String(1 + Math.max(...readdirSync(migrations).map((f) => Number.parseInt(f, 10) || 0))).padStart(4, '0');
const { kinds } = await import('#server/registry');
const { createTableSql } = await import('#kernel/run/columns');
const made = kinds.find((k) => k.record.name === name)!;
writeFileSync(path.join(migrations, `${next}_${table}.sql`), `-- ${en}.\n${createTableSql(made.record)}`);

console.log(
  `src/domain/${module}/${name}/ and db/migrations/${next}_${table}.sql are written and the registry knows it. Now say what it is; npm test tells what is missing.`,
);
