import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { projectRoot } from '#server/places';

// Whoever passes the program on names what it is made of: the table of licences says what is installed.

interface Locked {
  version: string;
  license?: string;
  dev?: boolean;
  dependencies?: Record<string, string>;
}

const read = (file: string): string => readFileSync(path.join(projectRoot, file), 'utf8');
const own = JSON.parse(read('package.json')) as {
  dependencies: Record<string, string>;
  optionalDependencies: Record<string, string>;
};
const locked = (JSON.parse(read('package-lock.json')) as { packages: Record<string, Locked> }).packages;
const rows = [...read('THIRD-PARTY-NOTICES.md').matchAll(/^\| (\S+).* \| (\S+) \| ([^|]+) \|$/gm)].map(
  ([, name, version, licence]) => `${name} ${version} ${licence}`,
);

/** A package and all that it needs, by the place of each in the lock. */
function needed(at: string, seen = new Set<string>()): Set<string> {
  if (seen.has(at)) return seen;
  seen.add(at);
  for (const name of Object.keys(locked[at]?.dependencies ?? {})) {
    const inside = `${at}/node_modules/${name}`;
    needed(inside in locked ? inside : `node_modules/${name}`, seen);
  }
  return seen;
}

const nameOf = (at: string): string => at.slice(at.lastIndexOf('node_modules/') + 'node_modules/'.length);
const licenceOf = (at: string): string | undefined => {
  const file = path.join(at, 'package.json');
  return (
    locked[at]?.license ??
    (existsSync(path.join(projectRoot, file)) ? (JSON.parse(read(file)) as { license?: string }).license : undefined)
  );
};

test('every package that the program needs is named with its version and licence', () => {
  const direct = Object.keys(own.dependencies).map((name) => `node_modules/${name}`);
  const wanted = direct.map((at) => `${nameOf(at)} ${locked[at]!.version} ${licenceOf(at)}`);
  expect(rows).toEqual(expect.arrayContaining(wanted));
});

test('every package under another licence than MIT is named, however deep it lies', () => {
  const all = new Set(Object.keys(own.dependencies).flatMap((name) => [...needed(`node_modules/${name}`)]));
  expect(all.size).toBeGreaterThan(50);
  const others = [...all]
    .filter((at) => licenceOf(at) !== 'MIT')
    .map((at) => `${nameOf(at)} ${locked[at]!.version} ${licenceOf(at)}`);
  expect(rows).toEqual(expect.arrayContaining(others));
});

test('the programs that come as packages are named in their version', () => {
  for (const [name, version] of Object.entries(own.optionalDependencies)) {
    expect(
      rows.some((row) => row.includes(` ${version} MIT`) && (row.startsWith(name.split('/')[0]!) || row.startsWith('node-'))),
      name,
    ).toBe(true);
  }
});
