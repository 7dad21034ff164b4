import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { regulation } from '#domain/governance/regulation/regulation';
import { order } from '#domain/orders/order/order';
import { department } from '#domain/org/department/department';
import { employee } from '#domain/org/employee/employee';
import { roleGrant } from '#domain/org/role-grant/role-grant';
import type { Kernel } from '#kernel/run/kernel';
import { systemActor } from '#kernel/run/tx';
import { addLogin, newHash } from '#server/access/person-login';
import { ownerPoolOf } from '#server/database';
import { contradictions, lostOf } from './consistency.ts';
import { type Installed, installation } from './installed.ts';
import { CAST } from './lives.ts';
import type { Person } from './person.ts';
import { type Programs, startPrograms } from './programs.ts';
import { traffic } from './traffic.ts';

// Several programs over one database are one system: each thing is done once, and what one is told the others know.

const SLOW = { timeout: 180_000 };
const PATIENCE = { timeout: 60_000 };
const DUE = 40; // regulations whose review is due when the programs start

describe('two programs over one database', () => {
  let programs: Programs;
  let key: string;
  let [one, other]: [Person, Person] = [null!, null!];
  beforeAll(async () => {
    programs = await startPrograms(2, company);
    key = await programs.key([...CAST, 'general_manager', 'hr']);
    [one, other] = [programs.client(0, key), programs.client(1, key)];
  }, SLOW.timeout);
  afterAll(() => programs.close());

  const count = async (sql: string): Promise<number> =>
    (await programs.database.owner.query<{ n: number }>(`select count(*)::int as n ${sql}`)).rows[0]!.n;

  test('a duty is taken once', async () => {
    await expect.poll(() => count(`from regulation where state = 'review_due'`), PATIENCE).toBe(DUE);
    expect(await count(`from journal where record = 'regulation' and step = 'fall_due'`)).toBe(DUE);
    expect(await count(`from commitment where control = 'regulation.deadlines.review'`)).toBe(DUE);
  });

  test('a setting that one is given holds at the other at once, and open promises are dated anew by one of them', async () => {
    const customer = await customerAt(one);
    const before = await one.create(order, { customer, channel: 'shop' });
    expect(await termOf(other, before)).toBe(24 * HOUR);
    for (const amount of [10, 20, 30, 40, 50]) {
      expect((await set(one, 'order.confirmation', { amount, unit: 'hours' })).status).toBe(201);
      const placed = await other.create(order, { customer, channel: 'shop' });
      expect(await termOf(one, placed)).toBe(amount * HOUR);
    }
    await expect.poll(() => termOf(other, before), PATIENCE).toBe(50 * HOUR);
    await expect.poll(() => count('from graphile_worker.jobs'), PATIENCE).toBe(0);
    expect(await count('from redating')).toBe(5);
    expect(await count('from redating where done_at is null')).toBe(0);
  });

  test('a working calendar that one is given is the one on which the other counts', async () => {
    const shifts = [['00:00', '24:00']];
    const week = Object.fromEntries([1, 2, 3, 4, 5, 6, 7].map((day) => [day, shifts]));
    const calendar = { name: '全天候', timeZone: 'Asia/Shanghai', standard: true, week, makeupShifts: shifts, statutory: false };
    const made = await one.send('POST', '/api/working-calendars', calendar);
    expect(made.status).toBe(201);
    const placed = await other.create(order, { customer: await customerAt(other), channel: 'shop' });
    expect(await termOf(other, placed, 'dataRequest')).toBe(4 * HOUR); // four working hours, whatever the time is
    await expect.poll(() => count('from graphile_worker.jobs'), PATIENCE).toBe(0);
    expect(await count(`from redating where cause = 'working-calendar'`)).toBe(1);
  });

  test('a promise that falls due is broken once, and everybody hears of it once', SLOW, async () => {
    expect((await set(one, 'order.confirmation', { amount: 0.02, unit: 'minutes' })).status).toBe(201);
    const customer = await customerAt(one);
    const placed = await Promise.all(
      Array.from({ length: 40 }, (_, n) => (n % 2 === 0 ? one : other).create(order, { customer, channel: 'shop' })),
    );
    const theirs = `record_id in (${placed.map(({ id }) => `'${id}'`).join()}) and control = 'order.deadlines.confirmation'`;
    await expect
      .poll(() => count(`from commitment where ${theirs} and outcome = 'breached' and wake_at is null`), PATIENCE)
      .toBe(40);
    expect(
      await count(
        `from journal j join commitment c on c.id = j.record_id where ${theirs.replaceAll(/\b(record_id|control)\b/g, 'c.$1')}`,
      ),
    ).toBe(40);
    expect(await count('from (select from notification group by commitment, role, kind having count(*) > 1) twice')).toBe(0);
    expect(await contradictions(programs.database.owner)).toEqual([]);
  });

  test('both serve the same record: of two edits of one version one wins, of two equal requests one is done', async () => {
    const made = await one.create(department, { name: '共用部门' });
    for (let version = 1; version <= 10; version++) {
      const edit = (who: Person, name: string) =>
        who.send('PATCH', `/api/departments/${made.id}`, { name }, { 'if-match': `"${version}"` });
      const answers = await Promise.all([edit(one, `甲 ${version}`), edit(other, `乙 ${version}`)]);
      expect(answers.map((a) => String(a.status)).sort()).toEqual(['200', '412']);
      const winner = answers.find((a) => a.status === 200)!.body.record;
      for (const reader of [one, other]) expect((await reader.get(department, made)).record).toEqual(winner);
    }
    for (let n = 0; n < 10; n++) {
      const send = (who: Person) =>
        who.send('POST', '/api/departments', { name: `一次 ${n}` }, { 'idempotency-key': `once-${n}` });
      const answers = await Promise.all([one, other, one, other].map(send));
      expect(new Set(answers.map((a) => `${a.status} ${a.body.record?.id}`)).size).toBe(1);
    }
    const steps = await Promise.all(
      Array.from({ length: 6 }, (_, n) => (n % 2 === 0 ? one : other).send('POST', `/api/departments/${made.id}/close`)),
    );
    expect(steps.map((a) => a.status).filter((status) => status === 200)).toHaveLength(1);
    expect(steps.filter((a) => a.status !== 200 && a.status !== 409)).toEqual([]);
  });

  test('a session and a key opened at one open the other, and what is revoked at one is shut at the other', async () => {
    const signedIn = await programs.client(0, '').send('POST', '/api/session', { login: 'chief', password: PASSWORD });
    expect(signedIn.status).toBe(201);
    const cookie = signedIn.headers.getSetCookie()[0]!.split(';')[0]!;
    const inPerson = (program: number, method: string, path: string, body?: unknown) =>
      fetch(`${programs.running[program]!.url}${path}`, {
        method,
        headers: { cookie, 'x-lvyue': '1', 'content-type': 'application/json' },
        ...(body !== undefined && { body: JSON.stringify(body) }),
      });
    expect((await inPerson(1, 'GET', '/api/me')).status).toBe(200);

    const { id, key: made } = (await (
      await inPerson(0, 'POST', '/api/api-keys', { name: '外部系统', roles: ['employee'], scope: 'read', days: 1 })
    ).json()) as { id: string; key: string };
    expect((await programs.client(1, made).send('GET', '/api/departments')).status).toBe(200);
    expect((await inPerson(0, 'DELETE', `/api/api-keys/${id}`)).status).toBe(204);
    await expect.poll(async () => (await programs.client(1, made).send('GET', '/api/departments')).status, PATIENCE).toBe(401);

    expect((await inPerson(0, 'DELETE', '/api/session')).status).toBe(204);
    await expect.poll(async () => (await inPerson(1, 'GET', '/api/me')).status, PATIENCE).toBe(401);
  });

  test('and neither of them had an error of its own', async () => {
    expect([await programs.faults(0), await programs.faults(1)]).toEqual([0, 0]);
  });
});

describe.skipIf(process.platform === 'win32')('SIGTERM', () => {
  test(
    'answers what was accepted, lets nobody else in, and leaves the database to the other program; the last one stops it',
    SLOW,
    async () => {
      const here = await installed();
      const [leaving, staying] = await Promise.all([here.start(), here.start()]);
      const pool = ownerPoolOf(here.databaseUrl(), 2);
      const key = await keyOf(here);
      const send = (url: string, path: string, body: object = {}) =>
        fetch(`${url}${path}`, {
          method: 'POST',
          body: JSON.stringify(body),
          headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
        });
      const { record } = (await (await send(leaving.url, '/api/departments', { name: '客服部' })).json()) as {
        record: { id: string };
      };
      const holder = await pool.connect();
      try {
        await holder.query('begin');
        await holder.query('select from department where id = $1 for update', [record.id]);
        const accepted = Promise.all(
          ['close', 'close', 'close'].map((step) => send(leaving.url, `/api/departments/${record.id}/${step}`)),
        );
        await expect
          .poll(async () => (await pool.query(`select from pg_stat_activity where wait_event_type = 'Lock'`)).rowCount, PATIENCE)
          .toBe(3);
        const ended = leaving.stop();
        await expect
          .poll(
            () =>
              fetch(`${leaving.url}/healthz`, { headers: { connection: 'close' } }).then(
                () => 'open',
                () => 'closed',
              ),
            PATIENCE,
          )
          .toBe('closed');
        await holder.query('commit');
        expect((await accepted).map((answer) => String(answer.status)).sort()).toEqual(['200', '409', '409']);
        expect(await ended).toBe(0);
      } finally {
        holder.release(true);
        await pool.end();
      }
      expect(here.databasePids()).not.toEqual([]);
      expect((await send(staying.url, `/api/departments/${record.id}/reopen`)).status).toBe(200);
      expect(await staying.stop()).toBe(0);
      expect(here.databasePids()).toEqual([]);
      expect([...leaving.faults, ...staying.faults]).toEqual([]);
    },
  );

  test('under load loses nothing, and the next one goes on', SLOW, async () => {
    const here = await installed();
    let program = await here.start();
    const load = traffic({ url: program.url, key: await keyOf(here), connections: 6, now: Date.now });
    for (const next of [{}, {}]) {
      await load.further(60);
      load.interrupt();
      expect(await program.stop()).toBe(0);
      expect(program.faults).toEqual([]);
      expect(here.databasePids()).toEqual([]);
      program = await here.start(next);
      load.resume(program.url);
    }
    await load.further(20);
    await load.end();
    expect(load.wrong).toEqual([]);
    const pool = ownerPoolOf(here.databaseUrl(), 1);
    expect(await lostOf(pool, load.acknowledged)).toEqual([]);
    expect(await contradictions(pool)).toEqual([]);
    await pool.end();
    expect(await program.stop()).toBe(0);
  });

  async function installed(): Promise<Installed> {
    const here = await installation();
    onTestFinished(() => here.remove());
    return here;
  }

  const keyOf = async (here: Installed): Promise<string> =>
    (await here.command('token', ...CAST.flatMap((role) => ['--role', role]))).out.trim();
});

const HOUR = 3_600_000;

const PASSWORD = 'a calm lake 41';

/** An administrator who signs in as `chief`, and regulations in force whose review has been due for a while. */
async function company(kernel: Kernel): Promise<void> {
  const then = Date.parse('2025-01-06T01:00:00Z');
  const hash = await newHash(PASSWORD, 'chief', '/password');
  await kernel.write(systemActor, then, async (tx) => {
    const [chief] = await tx.create(employee, [{ name: '王总' }]);
    await tx.create(roleGrant, [{ employee: chief!.id, role: 'admin', fromDate: '2025-01-06' }]);
    await addLogin(tx, { employee: chief!.id, login: 'chief', hash, mustChange: false }, new Date(then));
    const drafts = await tx.create(
      regulation,
      Array.from({ length: DUE }, (_, n) => ({ code: `R-${n}`, title: `制度 ${n}`, sponsor: chief!.id, reviewMonths: 12 })),
    );
    const evidence = { publisher: '管理部', publishedOn: '2025-01-06', effectiveFrom: '2025-01-06' };
    await tx.take(
      regulation,
      'publish',
      drafts.map(({ id }) => ({ id, evidence })),
    );
  });
}

const customerAt = async (who: Person): Promise<string> =>
  (await who.send('POST', '/api/customers', { name: '客户' })).body.record.id;

const set = (who: Person, setting: string, value: unknown) =>
  who.send('POST', '/api/settings', { key: setting, value, effectiveFrom: '2026-01-01T00:00:00Z', reason: '试验' });

/** How long after the order a promise on it is due, in milliseconds. */
async function termOf(who: Person, { id }: { id: string }, deadline = 'confirmation'): Promise<number> {
  const promise = (await who.commitments(order, id)).find((c) => c.control === `order.deadlines.${deadline}`)!;
  return Date.parse(promise.dueAt!) - Date.parse(promise.openedAt);
}
