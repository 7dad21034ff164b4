import { once } from 'node:events';
import { afterAll, describe, expect, test } from 'vitest';
import { department } from '#domain/org/department/department';
import { employee } from '#domain/org/employee/employee';
import { roleGrant } from '#domain/org/role-grant/role-grant';
import { workingCalendar } from '#domain/org/working-calendar/working-calendar';
import { systemActor } from '#kernel/run/tx';
import { ADDRESS, accessWorld } from '#testing/access-world';
import { createApiKey, revokeApiKey } from './api-key.ts';
import { lockLogin } from './person-login.ts';
import { openSession, revokeSession } from './session.ts';

const world = await accessWorld();
const here = await world.process();
const there = await world.process();
afterAll(() => world.close());

/** An open session and the headers that carry it. */
async function session(person: string) {
  const opened = await openSession(world.pool, { employee: person, method: 'password', ip: ADDRESS, userAgent: '' }, world.now());
  return { ...opened, headers: new Headers({ cookie: `theme=dark; lvyue_session=${opened.token}` }) };
}

/** How many connections `work` takes from the pool of a process: one for each query. */
async function queries(process: typeof here, work: () => Promise<unknown>): Promise<number> {
  let taken = 0;
  const count = () => (taken += 1);
  process.pool.on('acquire', count);
  await work();
  process.pool.off('acquire', count);
  return taken;
}

const write = <T>(work: Parameters<typeof world.kernel.write<T>>[2]) =>
  world.kernel.write(systemActor, world.now().getTime(), work);

describe('the actor of a session', () => {
  test('has the own department and all below, and the roles in force on the company’s day', async () => {
    const [sales, east, shanghai, quality] = await write(async (tx) => {
      const ids: string[] = [];
      for (const [name, parent] of [
        ['销售部', null],
        ['华东区', 0],
        ['上海组', 1],
        ['质量部', null],
      ] as const) {
        const made = await tx.create(department, [
          { name, parent: parent === null ? null : (ids[parent] ?? null), manager: null },
        ]);
        ids.push(made[0]?.id ?? '');
      }
      return ids;
    });
    const wang = await world.hire('王伟', { department: sales ?? '' });
    // 2026-11-20T01:00Z is 09:00 of the 20th in Shanghai.
    await write((tx) =>
      tx.create(roleGrant, [
        { employee: wang, role: 'sales', fromDate: '2026-11-20', untilDate: '2026-11-20' },
        { employee: wang, role: 'sales', fromDate: '2026-01-01', untilDate: null },
        { employee: wang, role: 'finance', fromDate: '2026-11-21', untilDate: null },
        { employee: wang, role: 'legal', fromDate: '2026-01-01', untilDate: '2026-11-19' },
      ]),
    );
    const { headers } = await session(wang);
    const actor = await here.authenticator.authenticate(headers);
    expect(actor).toMatchObject({ id: `employee:${wang}`, name: '王伟', employee: wang, department: sales, customer: null });
    expect(actor?.roles).toEqual(['employee', 'sales']);
    expect(new Set(actor?.departments)).toEqual(new Set([sales, east, shanghai]));
    expect(actor?.departments).not.toContain(quality);

    world.pass(15 * 3_600_000 - 1);
    expect((await here.authenticator.authenticate((await session(wang)).headers))?.roles).toEqual(['employee', 'sales']);
    world.pass(1); // midnight in Shanghai
    expect((await here.authenticator.authenticate((await session(wang)).headers))?.roles).toEqual([
      'employee',
      'finance',
      'sales',
    ]);
    const nine: [string, string][] = [['09:00', '17:00']];
    await write((tx) =>
      tx.create(workingCalendar, [
        {
          name: 'Berlin',
          timeZone: 'Europe/Berlin',
          standard: true,
          week: { 1: nine, 2: nine, 3: nine, 4: nine, 5: nine, 6: [], 7: [] },
          makeupShifts: nine,
          statutory: false,
        },
      ]),
    );
    expect((await here.authenticator.authenticate((await session(wang)).headers))?.roles).toEqual(['employee', 'sales']);
  });

  test('survives departments that were put below each other', async () => {
    const [a, b] = await write((tx) =>
      tx.create(department, [
        { name: '甲', parent: null, manager: null },
        { name: '乙', parent: null, manager: null },
      ]),
    );
    await world.db.owner.query('update department set parent = $2 where id = $1', [a?.id, b?.id]);
    await world.db.owner.query('update department set parent = $2 where id = $1', [b?.id, a?.id]);
    const { headers } = await session(await world.hire('丙', { department: a?.id ?? '' }));
    expect((await here.authenticator.authenticate(headers))?.departments).toHaveLength(2);
  });

  test('speaks the language that the request asks for', async () => {
    const { headers } = await session(await world.hire('李娜'));
    const locale = async (accepted: string) => {
      const asked = new Headers(headers);
      asked.set('accept-language', accepted);
      return (await here.authenticator.authenticate(asked))?.locale;
    };
    expect(await locale('en-US,en;q=0.9,zh;q=0.8')).toBe('en');
    expect(await locale('zh-CN,zh;q=0.9,en;q=0.8')).toBe('zh');
    expect(await locale('fr,en;q=0.2,zh;q=0.1')).toBe('en');
    expect(await locale('en;q=0,fr')).toBe('zh');
    expect(await locale('')).toBe('zh');
  });

  test('is nobody without a credential that is good', async () => {
    const { token } = await session(await world.hire('孙丽'));
    for (const headers of [
      {},
      { cookie: 'lvyue_session=' },
      { cookie: `lvyue_session=${token}x` },
      { cookie: `other=${token}` },
      { authorization: `Bearer ${token}` },
      { authorization: 'Bearer lvy_nothing' },
      { authorization: 'Basic bHZ5Xw==' },
      // An Authorization header is meant, whatever else comes along.
      { authorization: 'Bearer lvy_nothing', cookie: `lvyue_session=${token}` },
    ]) {
      expect(await here.authenticator.authenticate(new Headers(headers as Record<string, string>))).toBeNull();
    }
  });
});

test('a session that was not ended lets nobody in who has left or is locked out', async () => {
  const [leaver, locked] = [await world.hire('钱进'), await world.hire('马云飞', { login: 'mayunfei' })];
  await write((tx) => tx.take(employee, 'leave', [{ id: leaver }]));
  await lockLogin(world.pool, 'mayunfei', true, world.now());
  for (const person of [leaver, locked]) {
    expect(await here.authenticator.authenticate((await session(person)).headers)).toBeNull();
  }
});

describe('asking again', () => {
  test('costs one query in thirty seconds', async () => {
    const { headers } = await session(await world.hire('周杰'));
    const ask = () => here.authenticator.authenticate(headers);
    expect(await queries(here, ask)).toBe(1);
    expect(await queries(here, ask)).toBe(0);
    world.pass(29_999);
    expect(await queries(here, ask)).toBe(0);
    world.pass(1);
    expect(await queries(here, ask)).toBe(1);
  });

  test('notes the use of a session once a minute, and no request waits for it', async () => {
    const { id, headers } = await session(await world.hire('吴刚'));
    const lastSeen = async () => {
      await Promise.all([here.authenticator.settled(), there.authenticator.settled()]);
      const { rows } = await world.pool.query<{ at: Date }>('select last_seen_at as at from session where id = $1', [id]);
      return rows[0]?.at.getTime();
    };
    const opened = world.now().getTime();
    await here.authenticator.authenticate(headers);
    world.pass(59_000);
    await here.authenticator.authenticate(headers);
    expect(await lastSeen()).toBe(opened);
    world.pass(1000);
    await Promise.all([here.authenticator.authenticate(headers), there.authenticator.authenticate(headers)]);
    expect(await lastSeen()).toBe(opened + 60_000);
    world.pass(30_000);
    await here.authenticator.authenticate(headers);
    expect(await lastSeen()).toBe(opened + 60_000);
  });
});

describe('what one process changes, another knows at once', () => {
  /** Both processes know the person; `change` happens elsewhere; `there` has heard of it. */
  async function after(person: string, change: () => Promise<unknown>) {
    const { headers } = await session(person);
    const known = await there.authenticator.authenticate(headers);
    expect(known).not.toBeNull();
    expect(await queries(there, () => there.authenticator.authenticate(headers))).toBe(0);
    const heard = there.nextChange();
    await change();
    await heard;
    return { headers, known, actor: await there.authenticator.authenticate(headers) };
  }

  test('a session that was ended', async () => {
    const person = await world.hire('郑爽');
    const { id, headers } = await session(person);
    await there.authenticator.authenticate(headers);
    const other = await session(await world.hire('冯巩'));
    await there.authenticator.authenticate(other.headers);
    const heard = there.nextChange();
    expect(await revokeSession(here.pool, id, null, world.now())).toBe(true);
    await heard;
    expect(await there.authenticator.authenticate(headers)).toBeNull();
    // Only that session was forgotten.
    expect(await queries(there, () => there.authenticator.authenticate(other.headers))).toBe(0);
  });

  test('a role that was granted and revoked', async () => {
    const person = await world.hire('陈静');
    let grant = '';
    const granted = await after(person, () =>
      write(async (tx) => {
        const made = await tx.create(roleGrant, [{ employee: person, role: 'quality', fromDate: '2026-01-01', untilDate: null }]);
        grant = made[0]?.id ?? '';
      }),
    );
    expect([granted.known?.roles, granted.actor?.roles]).toEqual([['employee'], ['employee', 'quality']]);
    const revoked = await after(person, () =>
      write((tx) => tx.take(roleGrant, 'revoke', [{ id: grant, evidence: { reason: '调岗' } }])),
    );
    expect(revoked.actor?.roles).toEqual(['employee']);
  });

  test('a person who left, and who is not let in by an old session after coming back', async () => {
    const person = await world.hire('杨洋');
    const { actor, headers } = await after(person, () => write((tx) => tx.take(employee, 'leave', [{ id: person }])));
    expect(actor).toBeNull();
    await write((tx) => tx.take(employee, 'return', [{ id: person }]));
    expect(await there.authenticator.authenticate(headers)).toBeNull();
    expect(await there.authenticator.authenticate((await session(person)).headers)).not.toBeNull();
  });

  test('an account that was locked', async () => {
    const person = await world.hire('黄磊', { login: 'huanglei' });
    expect((await after(person, () => lockLogin(here.pool, 'huanglei', true, world.now()))).actor).toBeNull();
  });

  test('a department that was moved', async () => {
    const [upper, lower] = await write((tx) =>
      tx.create(department, [
        { name: '上', parent: null, manager: null },
        { name: '下', parent: null, manager: null },
      ]),
    );
    const person = await world.hire('徐峰', { department: upper?.id ?? '' });
    const { actor } = await after(person, () =>
      world.db.owner.query('update department set parent = $2 where id = $1', [lower?.id, upper?.id]),
    );
    expect(new Set(actor?.departments)).toEqual(new Set([upper?.id, lower?.id]));
  });

  test('an API key that was revoked', async () => {
    const { id, key } = await createApiKey(
      world.pool,
      { name: 'ERP', roles: ['sales'], scope: 'read', expiresAt: null, createdBy: 'system' },
      world.now(),
    );
    const headers = new Headers({ authorization: `Bearer ${key}` });
    expect(await there.authenticator.authenticate(headers)).not.toBeNull();
    const heard = there.nextChange();
    await revokeApiKey(here.pool, id, world.now());
    await heard;
    expect(await there.authenticator.authenticate(headers)).toBeNull();
  });

  test('and what was read before the change is not kept after it', async () => {
    const person = await world.hire('何超');
    const { id, headers } = await session(person);
    // The answer is on its way when the change becomes known.
    const asking = there.authenticator.authenticate(headers);
    there.authenticator.forget(id);
    expect(await asking).not.toBeNull();
    expect(await queries(there, () => there.authenticator.authenticate(headers))).toBe(1);
  });
});

test('a process whose listening connection breaks believes nothing it remembers, and listens again', async () => {
  const cut = await world.process();
  const { id, headers } = await session(await world.hire('林涛'));
  const ask = () => cut.authenticator.authenticate(headers);
  await ask();
  expect(await queries(cut, ask)).toBe(0);

  const listeners = async () => {
    const { rows } = await world.db.owner.query<{ pid: number }>(
      `select pid from pg_stat_activity
       where datname = current_database() and query = 'listen access_changed' and state = 'idle' order by backend_start desc`,
    );
    return rows.map((row) => row.pid);
  };
  const [newest] = await listeners();
  const broken = once(cut.pool, 'remove');
  await world.db.owner.query('select pg_terminate_backend($1)', [newest]);
  await broken;
  // The next listener is not connected yet.
  expect(await queries(cut, ask)).toBeGreaterThan(0);
  await revokeSession(here.pool, id, null, world.now());
  expect(await ask()).toBeNull();

  const isBack = async () => (await listeners()).length === 3 && !(await listeners()).includes(newest ?? 0);
  while (!(await isBack()));
  const heard = cut.nextChange();
  await world.db.owner.query(`notify access_changed, 'nobody'`);
  await heard;
  const again = await session(await world.hire('林涛'));
  await cut.authenticator.authenticate(again.headers);
  expect(await queries(cut, () => cut.authenticator.authenticate(again.headers))).toBe(0);
});
