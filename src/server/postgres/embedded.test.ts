import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { Client } from 'pg';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openDatabase } from '../database.ts';
import { type Embedded, startEmbedded } from './embedded.ts';

let folder: string;
let started: { stop(): Promise<void> }[];
beforeEach(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'lvyue-embedded-'));
  started = [];
});
afterEach(async () => {
  for (const one of started) await one.stop();
  rmSync(folder, { recursive: true, force: true });
});

test('starts, keeps what was written over a stop, and is configured for Chinese', async () => {
  const first = await start();
  await ask(first, 'create table kept as select 1 as n');
  await first.stop();
  await expect(ask(first, 'select 1')).rejects.toThrow(/ENOENT|ECONNREFUSED/);

  const second = await start();
  const { rows } = await ask(
    second,
    `select (select n from kept) as n, lower('ÄÉ客户') as lower, current_setting('data_checksums') as checksums,
       current_setting('listen_addresses') as listens, current_user as "user", current_database() as "database"`,
  );
  await second.stop();
  expect(rows).toEqual([{ n: 1, lower: 'äé客户', checksums: 'on', listens: '', user: 'lvyue', database: 'lvyue' }]);
});

test('two that start at once share one server, and the last to stop shuts it down', async () => {
  const [one, other] = await Promise.all([start(), start()]);
  await ask(one, 'create table shared as select 1 as n');
  expect((await ask(other, 'select n from shared')).rows).toEqual([{ n: 1 }]);
  await one.stop();
  expect((await ask(other, 'select n from shared')).rows).toEqual([{ n: 1 }]);
  await other.stop();
  await expect(ask(other, 'select 1')).rejects.toThrow(/ENOENT|ECONNREFUSED/);
});

test('two programs that start at once share one server', async () => {
  const programs = [startProgram(), startProgram()];
  const pids = await Promise.all(programs.map((program) => program.pid));
  expect(pids[0]).toBe(pids[1]);
  for (const { process } of programs) {
    const exit = once(process, 'exit');
    process.stdin?.end();
    expect(await exit).toEqual([0, null]);
  }
});

test('a program that was killed leaves its server to the next one', async () => {
  const program = startProgram();
  const pid = await program.pid;
  const exit = once(program.process, 'exit');
  program.process.kill('SIGKILL');
  await exit;
  const next = await start();
  expect(serverPid()).toBe(pid);
  await next.stop();
  await expect(ask(next, 'select 1')).rejects.toThrow(/ENOENT|ECONNREFUSED/);
});

test('a start that was killed while it made the database leaves the next one a clean beginning', async () => {
  const program = startProgram();
  await expect.poll(() => halves().some((name) => existsSync(path.join(folder, name, 'global'))), { timeout: 60_000 }).toBe(true);
  const exit = once(program.process, 'exit');
  program.process.kill('SIGKILL'); // its initdb goes on
  await exit;
  const next = await start();
  await ask(next, 'create table kept as select 1 as n');
  await next.stop();
  const again = await start();
  expect((await ask(again, 'select n from kept')).rows).toEqual([{ n: 1 }]);
  expect(halves()).toEqual([]);
});

/** What is being made, or was left half made. */
const halves = (): string[] => readdirSync(folder).filter((name) => name.startsWith('postgres.new'));

test('a server that was killed is recovered with everything that was committed', async () => {
  const first = await start();
  await ask(first, 'create table committed as select generate_series(1, 1000) as n');
  process.kill(serverPid(), 'SIGKILL');
  await first.lost;
  const second = await start();
  expect((await ask(second, 'select count(*)::int as n from committed')).rows).toEqual([{ n: 1000 }]);
  await first.stop(); // has nothing left to stop
  expect((await ask(second, 'select 1 as n')).rows).toEqual([{ n: 1 }]);
  await second.stop();
});

test('a path too long for a socket gets its socket elsewhere', async () => {
  chmodSync(folder, 0o711); // as root the server is another user
  const deep = path.join(folder, 'a-rather-long-name-for-a-folder'.repeat(4));
  const server = await start(deep);
  expect(server.socketDir.startsWith(deep)).toBe(false);
  expect((await ask(server, 'select 1 as n')).rows).toEqual([{ n: 1 }]);
  await server.stop();
  rmSync(server.socketDir, { recursive: true });
});

describe.skipIf(process.getuid?.() !== 0)('as root, whose server is another user', () => {
  test('that user is let through the data folder, and nobody else', async () => {
    const server = await start();
    expect(server.socketDir).toBe(path.join(folder, 'postgres'));
    const [data, cluster] = [statSync(folder), statSync(server.socketDir)];
    expect({ uid: data.uid, gid: data.gid, mode: data.mode & 0o777 }).toEqual({ uid: 0, gid: cluster.gid, mode: 0o710 });
    expect(cluster.uid).not.toBe(0);
    expect(cluster.mode & 0o777).toBe(0o700);
  });

  test('below a folder that is closed to the server, the data are kept where it can reach them', async () => {
    const data = path.join(folder, 'data');
    const first = await start(data);
    const place = first.socketDir;
    expect(place).toMatch(/^\/var\/lib\/lvyue\/data-/);
    await ask(first, 'create table kept as select 1 as n');
    await first.stop();
    chmodSync(folder, 0o711); // opened later: the data stay where they are
    const second = await start(data);
    expect((await ask(second, 'select n from kept')).rows).toEqual([{ n: 1 }]);
    await second.stop();
    expect(existsSync(path.join(data, 'postgres'))).toBe(false);
    rmSync(place, { recursive: true });
  });
});

test('an open database outlives its server', async () => {
  const database = await openDatabase({ dataDir: folder, poolSize: 4 });
  started.push(database);
  const held = await database.pool.connect(); // checked out while the server dies: must not end this program
  await held.query('create temporary table mine (n int)');
  const gone = new Promise<void>((resolve) => held.once('end', resolve));
  process.kill(serverPid(), 'SIGKILL');
  await gone;
  held.release(true);
  await expect
    .poll(() => database.pool.query('select 1 as n').then(({ rows }) => rows, String), { timeout: 20_000 })
    .toEqual([{ n: 1 }]);
  await database.stop();
});

async function start(dataDir = folder): Promise<Embedded> {
  const server = await startEmbedded(dataDir, {}, { durable: false });
  started.push(server);
  return server;
}

async function ask(server: Embedded, sql: string) {
  const client = new Client({ connectionString: server.url });
  client.on('error', () => undefined);
  await client.connect();
  try {
    return await client.query(sql);
  } finally {
    await client.end();
  }
}

function serverPid(): number {
  return Number(readFileSync(path.join(folder, 'postgres', 'postmaster.pid'), 'utf8').split('\n')[0]);
}

/** Another program that holds the server until its input ends. */
function startProgram(): { process: ChildProcess; pid: Promise<number> } {
  const script = `
    import { startEmbedded } from ${JSON.stringify(path.join(import.meta.dirname, 'embedded.ts'))};
    const server = await startEmbedded(${JSON.stringify(folder)}, {}, { durable: false });
    console.log('ready');
    process.stdin.resume().on('end', () => server.stop());
  `;
  const child = spawn(process.execPath, ['--input-type=module', '-e', script], { stdio: ['pipe', 'pipe', 'inherit'] });
  const pid = once(createInterface(child.stdout), 'line').then(() => serverPid());
  return { process: child, pid };
}
