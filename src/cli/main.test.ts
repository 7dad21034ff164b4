import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { projectRoot } from '#server/places';

const program = path.join(projectRoot, 'src', 'cli', 'main.ts');

test('help lists every command, in the language of the user', () => {
  const zh = lvyue(['help'], 'zh_CN.UTF-8');
  const en = lvyue([], 'en_US.UTF-8');
  expect([zh.status, en.status]).toEqual([0, 0]);
  for (const command of ['start', 'openapi', 'user', 'token', 'journal export', 'verify']) {
    expect(zh.stdout).toMatch(new RegExp(`^  ${command} .*[一-鿿]`, 'm'));
    expect(en.stdout).toMatch(new RegExp(`^  ${command} .*[a-z]{3}`, 'm'));
  }
  expect(en.stdout).not.toMatch(/[一-鿿]/);
  expect(zh.stdout).not.toMatch(/locale|told|open-here/);
});

test('what is no command is refused, with what may have been meant', () => {
  expect(lvyue(['strat'], 'en')).toMatchObject({
    status: 2,
    stdout: '',
    stderr: expect.stringContaining('There is no command "strat". Did you mean start?'),
  });
  expect(lvyue(['没有'], 'zh')).toMatchObject({ status: 2, stderr: expect.stringContaining('没有命令“没有”') });
  expect(lvyue(['locale'], 'en').status).toBe(2);
  expect(lvyue(['../server/main'], 'en').status).toBe(2);
  expect(lvyue(['main'], 'en').status).toBe(2);
});

test('a command of two words finds its file', () => {
  const { status, stderr } = lvyue(['journal', 'export'], 'en');
  expect([status, stderr]).toEqual([1, expect.stringContaining('lvyue journal export FILE')]);
});

test('every command says what it is for in both languages', async () => {
  const files = readdirSync(path.dirname(program)).filter((name) => /^[a-z-]+\.ts$/.test(name) && name !== 'main.ts');
  const modules = (await Promise.all(files.map((file) => import(path.join(path.dirname(program), file))))) as {
    summary?: { zh: string; en: string };
    run?: unknown;
  }[];
  const commands = modules.filter((module) => module.run !== undefined);
  expect(commands.length).toBeGreaterThan(2);
  const untold = commands.filter(({ summary }) => !/[一-鿿]/.test(summary?.zh ?? '') || !/^[^一-鿿]+$/.test(summary?.en ?? ''));
  expect(untold).toEqual([]);
});

function lvyue(args: string[], language: string) {
  return spawnSync(process.execPath, ['--disable-warning=ExperimentalWarning', program, ...args], {
    encoding: 'utf8',
    env: { PATH: process.env['PATH'], LANG: language },
  });
}
