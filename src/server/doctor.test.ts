import { once } from 'node:events';
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type FreshDatabase, freshDatabase } from '#testing/database';
import { examineDatabase } from './doctor/database.ts';
import { examineFiles } from './doctor/files.ts';
import { examineKeys, examineNode, examinePort } from './doctor/machine.ts';
import { examine, type Finding } from './doctor.ts';
import { RESTORE_MARK } from './migrate.ts';
import { migrationsFolder } from './places.ts';
import { startEmbedded } from './postgres/embedded.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'lvyue-doctor-test-'));
  chmodSync(folder, 0o711); // as root the server is another user
});
afterEach(() => rmSync(folder, { recursive: true }));

describe('a database', () => {
  let database: FreshDatabase;
  beforeEach(async () => {
    database = await freshDatabase();
  });
  afterEach(() => database.close());

  test('that is in order gives no cause for anything', async () => {
    const findings = await ask();
    expect(findings.filter(({ state }) => state !== 'good')).toEqual([]);
    expect(findings.map(({ what }) => what.en)).toEqual([
      'Database',
      'Clock',
      'Data checksums',
      'Migrations',
      'Database rights',
      'Indexes',
      'Jobs',
      'Journal seals',
      'Backups',
    ]);
  });

  test('whose index is invalid says how to build it again', async () => {
    await database.owner.query(`update pg_index set indisvalid = false where indexrelid = 'commitment_wake'::regclass`);
    expect(await about('Indexes')).toMatchObject({ state: 'bad', found: { en: 'invalid: public.commitment_wake' } });
    expect((await about('Indexes'))?.mend?.en).toContain('reindex index concurrently public.commitment_wake;');
  });

  test('with a clock that goes otherwise', async () => {
    expect(await about('Clock', () => new Date(Date.now() - 60_000))).toMatchObject({
      state: 'bad',
      found: { en: /differ by (59|60)\.\d s/ },
    });
    expect(await about('Clock', () => new Date(Date.now() + 60_000))).toMatchObject({
      state: 'bad',
      found: { en: /differ by 60\.\d s/ },
    });
  });

  test('whose jobs were given up, fail, or wait', async () => {
    await database.owner.query(`select graphile_worker.add_job('mail', run_at := now() - interval '1 hour')`);
    expect(await about('Jobs')).toMatchObject({ state: 'odd', found: { en: /waiting since/ } });
    await database.owner.query(`update graphile_worker._private_jobs set attempts = 3, last_error = 'no such host'`);
    expect(await about('Jobs')).toMatchObject({
      state: 'odd',
      found: { en: '1 failed and will be tried again (mail: no such host).' },
    });
    await database.owner.query(`update graphile_worker._private_jobs set attempts = max_attempts`);
    expect(await about('Jobs')).toMatchObject({ state: 'bad', found: { en: /1 were given up .*mail: no such host/ } });
    await database.owner.query(
      `select graphile_worker.reschedule_jobs(array(select id from graphile_worker.jobs where attempts >= max_attempts), attempts := 0)`,
    );
    expect((await about('Jobs'))?.state).not.toBe('bad');
  });

  test('that was migrated otherwise, only in part, or restored in part', async () => {
    const [last] = readdirSync(migrationsFolder).sort().slice(-1);
    await database.owner.query('delete from schema_migration where name = $1', [last]);
    expect(await about('Migrations')).toMatchObject({ state: 'odd', found: { en: `to be applied: ${last}` } });
    await database.owner.query(`insert into schema_migration values ($1, 'other')`, [last]);
    expect(await about('Migrations')).toMatchObject({
      state: 'bad',
      found: { en: expect.stringContaining(`${last} was changed`) },
    });
    await database.owner.query(`create table ${RESTORE_MARK} (n int)`);
    expect(await about('Migrations')).toMatchObject({ state: 'bad', found: { en: 'a restore was not completed.' } });
  });

  test('that lets the application rewrite the journal', async () => {
    await database.owner.query('grant update on journal to lvyue_app');
    expect(await about('Database rights')).toMatchObject({ state: 'bad', found: { en: 'the application can rewrite journal.' } });
  });

  test('whose journal has not been sealed for days', async () => {
    const insert = `insert into journal (record, record_id, version, step, at, actor, body, hash)
      values ('r', gen_random_uuid(), 1, 's', $1, 'a', '{}', '')`;
    await database.owner.query(insert, [new Date()]);
    expect((await about('Journal seals'))?.state).toBe('good');
    await database.owner.query('truncate journal');
    await database.owner.query(insert, [new Date(Date.now() - 3 * 86_400_000)]);
    expect(await about('Journal seals')).toMatchObject({ state: 'odd', found: { en: /about 1 are not/ } });
  });

  async function ask(now = () => new Date()): Promise<Finding[]> {
    const asked = {
      pool: database.pool,
      ownerPool: database.owner,
      url: database.url,
      restricted: true,
      stop: async () => undefined,
    };
    return all(examineDatabase(asked, migrationsFolder, now));
  }

  async function about(what: string, now?: () => Date): Promise<Finding | undefined> {
    return (await ask(now)).find((finding) => finding.what.en === what);
  }
});

test('an old Node is not enough', () => {
  expect(examineNode('22.9.0').state).toBe('bad');
  expect(examineNode().state).toBe('good');
});

test('a port that somebody else has, and one that is ours', async () => {
  const answers: Record<string, string> = {};
  const server = createServer((_, response) => response.writeHead(200, answers).end()).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  expect(await examinePort('127.0.0.1', port)).toMatchObject({ state: 'bad', found: { en: /EADDRINUSE/ } });
  answers['x-request-id'] = 'ours';
  expect(await examinePort('127.0.0.1', port)).toMatchObject({ state: 'good', found: { en: /is running on port/ } });
  const closed = once(server, 'close');
  server.close();
  server.closeAllConnections();
  await closed;
  expect(await examinePort('127.0.0.1', port)).toMatchObject({ state: 'good', found: { en: /is free/ } });
});

test('files in a folder that is not there yet, that cannot be one, and in a bucket that does not answer', async () => {
  expect(await examineFiles({ folder: path.join(folder, 'files') })).toMatchObject({ state: 'good' });
  writeFileSync(path.join(folder, 'blocked'), '');
  expect(await examineFiles({ folder: path.join(folder, 'blocked') })).toMatchObject({
    state: 'bad',
    mend: { en: /LVYUE_FILES/ },
  });
  const bucket = {
    base: 'http://127.0.0.1:1/papers/',
    region: 'x',
    accessKeyId: 'key',
    secretAccessKey: 'secret',
    sessionToken: undefined,
  };
  expect(await examineFiles({ bucket })).toMatchObject({ state: 'bad', found: { en: /127\.0\.0\.1:1\/papers/ } });
});

test('keys that are missing, or that others can read', async () => {
  expect((await examineKeys(folder, false)).state).toBe('odd');
  expect(await examineKeys(folder, true)).toMatchObject({ state: 'bad', mend: { en: /Bring them back/ } });
  for (const name of ['journal.key', 'seal-private.pem', 'access.key'])
    writeFileSync(path.join(folder, name), 'x', { mode: 0o600 });
  expect((await examineKeys(folder, true)).state).toBe('good');
  chmodSync(path.join(folder, 'access.key'), 0o644);
  expect(await examineKeys(folder, true)).toMatchObject({ state: 'bad', found: { en: /access.key can be read by others/ } });
});

describe('a machine', () => {
  const about = (findings: Finding[], what: string) => findings.filter((finding) => finding.what.en === what);
  const ask = (databaseUrl?: string) =>
    all(
      examine({
        places: {
          data: path.join(folder, 'data'),
          keys: path.join(folder, 'keys'),
          files: { folder: path.join(folder, 'data', 'files') },
          databaseUrl,
        },
        keys: path.join(folder, 'keys'),
        host: '127.0.0.1',
        port: 0,
        now: () => new Date(),
      }),
    );

  test('on which nothing was started yet is tried out, and left as it was', async () => {
    const findings = await ask();
    expect(findings.filter(({ state }) => state === 'bad')).toEqual([]);
    expect(about(findings, 'Database')).toMatchObject([{ state: 'good', found: { en: /^PostgreSQL 18/ } }]);
    expect(readdirSync(folder)).toEqual([]);
  });

  test('with an abandoned, then a crashed, then a stopped server', async () => {
    const data = path.join(folder, 'data');
    const server = await startEmbedded(data, {}, { durable: false });
    expect(about(await ask(), 'Embedded database')).toMatchObject([{ found: { en: /^running/ } }]);
    const pid = Number(readFileSync(path.join(data, 'postgres', 'postmaster.pid'), 'utf8').split('\n')[0]);
    process.kill(pid, 'SIGKILL');
    await server.lost;
    expect(about(await ask(), 'Embedded database')).toMatchObject([{ state: 'odd', found: { en: /did not shut down/ } }]);
    expect(about(await ask(), 'Embedded database')).toMatchObject([{ state: 'good', found: { en: /^not running/ } }]);
  });

  test('whose database does not answer, or whose data folder is no folder', async () => {
    mkdirSync(path.join(folder, 'data'));
    const findings = await ask('postgresql://nobody@127.0.0.1:1/nothing');
    expect(about(findings, 'Database')).toMatchObject([{ state: 'bad', mend: { en: /DATABASE_URL/ } }]);
    rmSync(path.join(folder, 'data'), { recursive: true });
    writeFileSync(path.join(folder, 'data'), '');
    expect(about(await ask('postgresql://nobody@127.0.0.1:1/nothing'), 'Data folder')).toMatchObject([{ state: 'bad' }]);
  });
});

async function all(findings: AsyncIterable<Finding>): Promise<Finding[]> {
  const list: Finding[] = [];
  for await (const finding of findings) list.push(finding);
  return list;
}
