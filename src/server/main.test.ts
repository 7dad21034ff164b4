import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { emptyDatabase } from '#testing/database';
import { projectRoot } from './places.ts';

let database: Awaited<ReturnType<typeof emptyDatabase>>;
let folder: string;
let programs: Program[];
beforeEach(async () => {
  database = await emptyDatabase();
  folder = mkdtempSync(path.join(os.tmpdir(), 'lvyue-start-'));
  programs = [];
});
afterEach(async () => {
  for (const program of programs) await program.end('SIGKILL');
  await database.close();
  rmSync(folder, { recursive: true, force: true });
});

const SLOW = 90_000; // a start migrates an empty database; the machine may be busy

test('a first start makes an administrator, who signs in with a password of their own; a second start makes none', {
  timeout: SLOW,
}, async () => {
  const first = await start();
  const password = /First password: (\S+)/.exec(first.said)?.[1] ?? '';
  expect(password).toMatch(/^\w{4}(-\w{4}){3}$/);
  expect((await fetch(`${first.url}/readyz`)).status).toBe(200);
  const signIn = (body: object) =>
    fetch(`${first.url}/api/session`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
  expect((await signIn({ login: 'admin', password: 'guessed' })).status).toBe(401);
  expect((await (await signIn({ login: 'admin', password })).json()) as object).toMatchObject({
    type: '/problems/must-change-password',
  });
  const own = await signIn({ login: 'admin', password, newPassword: 'a river of my own 7' });
  expect(own.status).toBe(201);
  const cookie = own.headers.getSetCookie()[0]?.split(';')[0] ?? '';
  const departments = await fetch(`${first.url}/api/departments`, {
    method: 'POST',
    headers: { cookie, 'x-lvyue': '1', 'content-type': 'application/json' },
    body: '{"name":"客户服务部"}',
  });
  expect(departments.status).toBe(201);
  expect(await first.end('SIGTERM')).toBe(0);
  expect(first.said).not.toContain('a river of my own 7');

  const second = await start();
  expect(second.said).not.toContain('First password');
  expect(await listed(second.url, cookie)).toEqual(['客户服务部']);
  expect(await second.end('SIGINT')).toBe(0);
});

test('several programs that start at once on an empty database make one administrator', { timeout: SLOW }, async () => {
  const started = await Promise.all([start(), start(), start()]);
  expect(started.filter((program) => program.said.includes('First password'))).toHaveLength(1);
  const { rows } = await database.owner.query('select login from person_login');
  expect(rows).toEqual([{ login: 'admin' }]);
});

test('several processes share one port, one that dies is replaced, and they measure together', { timeout: SLOW }, async () => {
  const program = await start({ LVYUE_PROCESSES: '2', LVYUE_LOG: 'info' });
  const answering = new Set<number>();
  const died = new Promise<void>((resolve) => {
    program.onLine = (line) => {
      const { pid, msg } = JSON.parse(line) as { pid: number; msg: string };
      if (msg === 'request') answering.add(pid);
      if (msg.startsWith('a process died')) resolve();
    };
  });
  // Told at `info`: a request that nobody signed in for.
  const ask = async () => (await fetch(`${program.url}/api/departments`, { headers: { connection: 'close' } })).status;
  await expect.poll(async () => ((await ask()) === 401 ? answering.size : 0), { timeout: 20_000 }).toBe(2);
  const before = Number(
    /lvyue_request_seconds_count\{method="GET",route="\/api\/departments",status="401"\} (\d+)/.exec(
      await (await fetch(`${program.url}/metrics`)).text(),
    )?.[1],
  );
  expect(before).toBeGreaterThanOrEqual(2);
  const [victim] = answering;
  process.kill(victim!, 'SIGKILL');
  await died;
  answering.clear();
  await expect.poll(async () => ((await ask().catch(() => 0)) === 401 ? answering.size : 0), { timeout: 30_000 }).toBe(2);
  expect(answering.has(victim!)).toBe(false);
  expect(await program.end('SIGTERM')).toBe(0);
});

test('what cannot be used is said in both languages, and nothing stays behind', { timeout: SLOW }, async () => {
  const taken = await start();
  const again = launch({ PORT: new URL(taken.url).port });
  expect(await again.ended).toBe(1);
  expect(again.said).toMatch(/端口 \d+ 已被占用.*is in use/);
  const wrong = launch({ PORT: 'eighty' });
  expect(await wrong.ended).toBe(1);
  expect(wrong.said).toContain('PORT=eighty is not valid');
  const nowhere = launch({ DATABASE_URL: 'postgresql://nobody@127.0.0.1:1/none' });
  expect(await nowhere.ended).toBe(1);
  expect(nowhere.said).toContain('未能启动。Not started: ');
});

async function listed(url: string, cookie: string): Promise<string[]> {
  const answer = await fetch(`${url}/api/departments`, { headers: { cookie } });
  return ((await answer.json()) as { items: { name: string }[] }).items.map((item) => item.name);
}

interface Program {
  url: string;
  said: string;
  onLine: (line: string) => void;
  ended: Promise<number | null>;
  end(signal: NodeJS.Signals): Promise<number | null>;
}

/** Starts the program over the test's database and waits until it says where it is open. */
async function start(env: NodeJS.ProcessEnv = {}): Promise<Program> {
  const program = launch(env);
  const open = new Promise<void>((resolve) => {
    program.onLine = () => {
      program.url = /Lüyue is open: (\S+)/.exec(program.said)?.[1] ?? '';
      // The last line of the greeting is empty.
      if (program.url !== '' && /sign-in\.\n\n|LOGIN\n\n/.test(program.said)) resolve();
    };
  });
  const failed = program.ended.then((code) => Promise.reject(new Error(`It ended with ${code}: ${program.said}`)));
  await Promise.race([open, failed]);
  program.onLine = () => undefined;
  return program;
}

function launch(env: NodeJS.ProcessEnv): Program {
  const child: ChildProcess = spawn(
    process.execPath,
    ['--disable-warning=ExperimentalWarning', path.join(projectRoot, 'src', 'cli', 'main.ts'), 'start'],
    {
      env: {
        PATH: process.env['PATH'],
        DATABASE_URL: database.url,
        LVYUE_DATA: folder,
        LVYUE_DEMO: '0',
        LVYUE_LOG: 'error',
        PORT: '0',
        ...env,
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  );
  const ended = once(child, 'exit').then(([code]) => code as number | null);
  const program: Program = {
    url: '',
    said: '',
    onLine: () => undefined,
    ended,
    end(signal) {
      if (child.exitCode === null && child.signalCode === null) child.kill(signal);
      return ended;
    },
  };
  for (const stream of [child.stdout!, child.stderr!]) {
    createInterface(stream).on('line', (line) => {
      program.said += `${line}\n`;
      program.onLine(line);
    });
  }
  programs.push(program);
  return program;
}
