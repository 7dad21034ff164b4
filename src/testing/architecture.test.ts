import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';

// The import law (house rules): the tree is the table of contents, and dependencies point down and to the left.

/** In the order of a customer's journey: a module looks left, never right. */
const MODULES = [
  'org',
  'accounts',
  'catalogue',
  'sales',
  'orders',
  'projects',
  'procurement',
  'inventory',
  'production',
  'quality',
  'delivery',
  'service',
  'voice',
  'people',
  'governance',
];

type Zone = 'declare' | 'problem' | 'run' | 'declaration' | 'record' | 'server' | 'cli' | 'web' | 'testing';

const MAY: Record<Zone, readonly Zone[]> = {
  declare: ['declare'],
  problem: ['declare'],
  run: ['declare', 'problem', 'run'],
  declaration: ['declare', 'declaration'],
  record: ['declare', 'problem', 'run', 'declaration', 'record'],
  server: ['declare', 'problem', 'run', 'declaration', 'record', 'server'],
  cli: ['declare', 'problem', 'run', 'declaration', 'record', 'server', 'cli'],
  web: ['declare', 'problem', 'declaration', 'web'],
  testing: ['declare', 'problem', 'run', 'declaration', 'record', 'server', 'cli', 'testing'],
};

/** Packages that a zone may use; zones not named may use any. */
const PACKAGES: Partial<Record<Zone, RegExp>> = {
  declare: /^zod$/,
  problem: /^$/,
  run: /^(zod|pg|luxon|node:crypto|node:buffer|decimal\.js)$/,
  declaration: /^zod$/,
  web: /^(zod|react|react-dom|react-dom\/client|react-router|@tanstack\/react-query)$/,
};

const root = path.resolve(import.meta.dirname, '../..');
const src = path.join(root, 'src');
const files = readdirSync(src, { recursive: true, encoding: 'utf8' })
  .map((f) => f.replaceAll('\\', '/'))
  .filter((f) => /\.tsx?$/.test(f));

function zoneOf(file: string): Zone {
  if (file.startsWith('kernel/declare/')) return 'declare';
  if (file === 'kernel/problem.ts') return 'problem';
  const top = file.split('/')[0];
  if (top === 'kernel') return 'run';
  if (top === 'server' || top === 'cli' || top === 'web' || top === 'testing') return top;
  return isDeclaration(file) ? 'declaration' : 'record';
}

/** `x/x.ts`, `x/x.words.ts`, and what a whole module shares in words and numbers. */
const isDeclaration = (file: string): boolean =>
  /\/([a-z-]+)\/\1(\.words|\.settings)?\.ts$/.test(file) || /^domain\/[a-z]+\/(roles|[a-z-]+\.settings)\.ts$/.test(file);

interface Import {
  from: string;
  to: string;
}

const imports = (file: string): string[] => {
  const text = readFileSync(path.join(src, file), 'utf8');
  return [...text.matchAll(/^(?:import|export)[^;]*?from '([^']+)'/gms), ...text.matchAll(/import\('([^']+)'\)/g)].map(
    (m) => m[1]!,
  );
};

const inside: Import[] = [];
const outside: Import[] = [];
for (const file of files.filter((f) => !f.endsWith('.test.ts'))) {
  for (const specifier of imports(file)) {
    const aliased = /^#(kernel|domain|server|cli|testing)\//.exec(specifier);
    if (aliased) inside.push({ from: file, to: `${specifier.slice(1)}.ts` });
    else if (specifier.startsWith('.'))
      inside.push({ from: file, to: path.posix.normalize(path.posix.join(path.posix.dirname(file), specifier)) });
    else outside.push({ from: file, to: specifier });
  }
}

describe('the import law', () => {
  test('every import leads to a file', () => {
    expect(inside.filter(({ to }) => !existsSync(path.join(src, to)))).toEqual([]);
  });

  test('zones import only what they may', () => {
    const wrong = inside.filter(({ from, to }) => /\.tsx?$/.test(to) && !MAY[zoneOf(from)].includes(zoneOf(to)));
    expect(wrong).toEqual([]);
  });

  test('inner zones use only their packages', () => {
    const wrong = outside.filter(({ from, to }) => PACKAGES[zoneOf(from)] && !PACKAGES[zoneOf(from)]!.test(to));
    expect(wrong).toEqual([]);
  });

  test('a module looks left, never right, and reaches into no other record', () => {
    const wrong = inside.filter(({ from, to }) => {
      if (!from.startsWith('domain/') || !to.startsWith('domain/')) return false;
      const [[fromModule, fromRecord], [toModule, toRecord]] = [from, to].map((f) => f.split('/').slice(1, 3)) as [
        string[],
        string[],
      ];
      if (MODULES.indexOf(toModule!) > MODULES.indexOf(fromModule!)) return true;
      return (
        (fromModule !== toModule || fromRecord !== toRecord) &&
        !isDeclaration(to) &&
        !to.endsWith('.json') &&
        !toRecord!.includes('.')
      );
    });
    expect(wrong).toEqual([]);
  });

  test('only known modules, no barrels, no drawers', () => {
    expect(readdirSync(path.join(src, 'domain')).filter((m) => !MODULES.includes(m))).toEqual([]);
    expect(files.filter((f) => /(^|\/)(index|utils?|helpers?|common|misc)\.tsx?$|\/(utils?|helpers?|common)\//.test(f))).toEqual(
      [],
    );
  });
});

/** Written by `npm run web:sources`, and as long as there are routes. */
const MADE = 'web/api/routes.ts';

describe('the house', () => {
  test('files stay small', () => {
    const long = files
      .map((f) => [f, readFileSync(path.join(src, f), 'utf8').split('\n').length] as const)
      .filter(([f, lines]) => lines > 320 && f !== MADE);
    expect(long).toEqual([]);
  });

  test('the kernel knows no record by name', () => {
    const wrong = files.filter(
      (f) =>
        f.startsWith('kernel/') &&
        !f.endsWith('.test.ts') &&
        /record\.name === '|(complaint|delivery|customer_file)'/.test(readFileSync(path.join(src, f), 'utf8')),
    );
    expect(wrong).toEqual([]);
  });

  test('every record folder holds a declaration, words and queries', () => {
    const folders = new Set(
      files
        .filter((f) => f.startsWith('domain/') && isDeclaration(f) && f.split('/').length === 4)
        .map((f) => path.posix.dirname(f)),
    );
    for (const folder of folders) {
      const name = path.posix.basename(folder);
      for (const part of ['', '.words', '.queries'])
        expect(existsSync(path.join(src, folder, `${name}${part}.ts`)), `${folder}/${name}${part}.ts`).toBe(true);
    }
    expect(folders.size).toBeGreaterThan(0);
  });
});
