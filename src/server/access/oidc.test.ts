import { generate } from 'otplib';
import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { accessWorld, Browser, PASSWORD } from '#testing/access-world';
import { identityProvider, type Known } from '#testing/identity-provider';
import { oidcSettings } from './oidc.ts';

const world = await accessWorld();
const idp = await identityProvider();
const office = await world.process(idp.settings);
afterAll(async () => {
  await idp.close();
  await world.close();
});
beforeEach(() => world.pass(1000));

/** Signs `known` in at the provider; where our callback then sends the browser. */
async function arrive(known: Known | null, { browser = new Browser(office.app), at = idp, wish = '/orders?page=2' } = {}) {
  at.next = known;
  const begun = await browser.send('GET', `/api/oidc/start?return=${encodeURIComponent(wish)}`);
  expect(begun.status).toBe(302);
  const callback = await at.visit(begun.headers.get('location') ?? '');
  const done = await browser.send('GET', callback);
  expect(done.status).toBe(302);
  return { browser, callback, to: done.headers.get('location') ?? '' };
}

const identities = async () => (await world.pool.query('select subject, email from oidc_identity')).rows;
const refused = '/sign-in?problem=identity-refused';
const unknown = '/sign-in?problem=identity-unknown';

describe('an employee whom the provider knows', () => {
  test('is linked by the verified address once, and by the subject ever after', async () => {
    const wang = await world.hire('王伟', { email: 'Wang.Wei@example.com', roles: ['sales'] });
    const first = await arrive({ sub: 'u-1', email: 'wang.wei@example.com', email_verified: true });
    expect(first.to).toBe('/orders?page=2');
    expect((await first.browser.ask('GET', '/api/me')).body).toMatchObject({
      employee: wang,
      roles: ['employee', 'sales'],
      login: null,
    });
    expect((await first.browser.ask('GET', '/api/sessions')).body.items).toMatchObject([{ method: 'oidc', current: true }]);
    expect([...first.browser.cookies.keys()]).toEqual(['lvyue_session']);

    const second = await arrive({ sub: 'u-1', email: 'renamed@example.com', email_verified: false });
    expect((await second.browser.ask('GET', '/api/me')).body.employee).toBe(wang);
    expect(await identities()).toEqual([{ subject: 'u-1', email: 'wang.wei@example.com' }]);
  });

  test('is asked for their second factor too', async () => {
    const li = await world.hire('李娜', { login: 'lina', email: 'lina@example.com' });
    const desk = await new Browser(office.app).become(world, li);
    const { secret } = (await desk.ask('POST', '/api/me/totp', { password: PASSWORD })).body;
    const code = () => generate({ secret, epoch: Math.floor(world.now().getTime() / 1000) });
    await desk.ask('POST', '/api/me/totp/confirm', { code: await code() });
    world.pass(60_000);
    const { browser, to } = await arrive({ sub: 'u-2', email: 'lina@example.com', email_verified: true });
    const [, challenge] = /^\/sign-in#challenge=([\w-]+)$/.exec(to) ?? [];
    expect(browser.cookies.size).toBe(0);
    expect((await browser.ask('POST', '/api/session/second-factor', { challenge, code: await code() })).status).toBe(201);
    expect((await browser.ask('GET', '/api/sessions')).body.items[0].method).toBe('oidc+totp');
  });

  test('is kept out when the account is locked, and after leaving', async () => {
    const sun = await world.hire('孙丽', { login: 'sunli', email: 'sunli@example.com' });
    const known = { sub: 'u-3', email: 'sunli@example.com', email_verified: true };
    expect((await arrive(known)).to).toBe('/orders?page=2');
    await world.pool.query('update person_login set locked_at = $2 where employee = $1', [sun, world.now()]);
    expect((await arrive(known)).to).toBe('/sign-in?problem=account-locked');
    await world.pool.query('update person_login set locked_at = null where employee = $1', [sun]);
    await world.db.owner.query(`update employee set state = 'left' where id = $1`, [sun]);
    expect((await arrive(known)).to).toBe(unknown);
  });

  test('is known by an address in the ID token as well', async () => {
    const at = await identityProvider({ claimsInIdToken: true });
    try {
      const branch = await world.process(at.settings);
      await world.hire('周杰', { email: 'zhoujie@example.com' });
      const browser = new Browser(branch.app);
      expect((await arrive({ sub: 'u-1', email: 'zhoujie@example.com', email_verified: true }, { browser, at })).to).toBe(
        '/orders?page=2',
      );
    } finally {
      await at.close();
    }
  });
});

describe('nobody is let in', () => {
  test('who is not an employee, and nobody is made one', async () => {
    const before = (await world.pool.query('select from employee')).rowCount;
    const { browser, to } = await arrive({ sub: 'x-1', email: 'stranger@example.com', email_verified: true });
    expect(to).toBe(unknown);
    expect(browser.cookies.size).toBe(0);
    expect((await world.pool.query('select from employee')).rowCount).toBe(before);
  });

  test.each([
    ['is not verified', { email: 'wugang@example.com', email_verified: false }],
    ['is not said to be verified', { email: 'wugang@example.com' }],
    ['is missing', {}],
  ])('whose address %s', async (_, claims) => {
    if ((await world.pool.query(`select from employee where email = 'wugang@example.com'`)).rowCount === 0) {
      await world.hire('吴刚', { email: 'wugang@example.com' });
    }
    expect((await arrive({ sub: 'x-2', ...claims })).to).toBe(unknown);
  });

  test('whose address belongs to two employees', async () => {
    await world.hire('张三', { email: 'sales@example.com' });
    await world.hire('张四', { email: 'SALES@example.com' });
    expect((await arrive({ sub: 'x-3', email: 'sales@example.com', email_verified: true })).to).toBe(unknown);
  });

  test('who was given the mailbox of somebody who is linked already', async () => {
    await world.hire('郑爽', { email: 'zheng@example.com' });
    expect((await arrive({ sub: 'u-5', email: 'zheng@example.com', email_verified: true })).to).toBe('/orders?page=2');
    expect((await arrive({ sub: 'x-5', email: 'zheng@example.com', email_verified: true })).to).toBe(unknown);
  });

  test('whom the provider refuses', async () => {
    expect((await arrive(null)).to).toBe(refused);
  });
});

describe('a journey', () => {
  const known = { sub: 'u-1' };

  test('is ended only by the browser that began it', async () => {
    idp.next = known;
    const begun = await new Browser(office.app).send('GET', '/api/oidc/start');
    const callback = await idp.visit(begun.headers.get('location') ?? '');
    const victim = new Browser(office.app);
    expect((await victim.send('GET', callback)).headers.get('location')).toBe(refused);
    const own = await victim.send('GET', '/api/oidc/start');
    expect(own.headers.get('set-cookie')).toMatch(
      /^lvyue_oidc=[\w-]+; Max-Age=600; Path=\/api\/oidc\/callback; HttpOnly; SameSite=Lax$/,
    );
    expect((await victim.send('GET', callback)).headers.get('location')).toBe(refused);
    expect(victim.cookies.has('lvyue_session')).toBe(false);
  });

  test('is ended once', async () => {
    const browser = new Browser(office.app);
    idp.next = known;
    const begun = await browser.send('GET', '/api/oidc/start');
    const cookie = browser.cookies.get('lvyue_oidc') ?? '';
    const callback = await idp.visit(begun.headers.get('location') ?? '');
    expect((await browser.send('GET', callback)).headers.get('location')).toBe('/');
    expect((await browser.send('GET', callback)).headers.get('location')).toBe(refused);
    browser.cookies.set('lvyue_oidc', cookie);
    expect((await browser.send('GET', callback)).headers.get('location')).toBe(refused);
  });

  test.each<[string, (callback: URL, browser: Browser) => void]>([
    ['another state', (callback) => callback.searchParams.set('state', 'another')],
    ['another code', (callback) => callback.searchParams.set('code', 'another')],
    ['another issuer', (callback) => callback.searchParams.set('iss', 'https://evil.example')],
    [
      'an altered cookie',
      (_, browser) => browser.cookies.set('lvyue_oidc', `${browser.cookies.get('lvyue_oidc')?.slice(0, -2)}AA`),
    ],
    ['a late return', () => world.pass(600_000)],
  ])('fails with %s', async (_, tamper) => {
    const browser = new Browser(office.app);
    idp.next = known;
    const begun = await browser.send('GET', '/api/oidc/start');
    const callback = new URL(await idp.visit(begun.headers.get('location') ?? ''), 'http://here');
    tamper(callback, browser);
    expect((await browser.send('GET', callback.pathname + callback.search)).headers.get('location')).toBe(refused);
    expect(browser.cookies.has('lvyue_session')).toBe(false);
  });

  test.each([
    ['/orders/1#top', '/orders/1#top'],
    ['https://evil.example/', '/'],
    ['//evil.example/', '/'],
    ['/\\evil.example/', '/'],
    ['/\t/evil.example/', '/'],
    ['javascript:alert(1)', '/'],
    ['', '/'],
  ])('that was to lead to %j leads to %s', async (wish, to) => {
    expect((await arrive(known, { wish })).to).toBe(to);
  });
});

test('a provider that cannot be reached says so, and is asked again the next time', async () => {
  const at = await identityProvider();
  try {
    const branch = await world.process(at.settings);
    at.away = true;
    expect(await new Browser(branch.app).ask('GET', '/api/oidc/start')).toMatchObject({
      status: 503,
      body: { type: '/problems/identity-provider-away' },
    });
    at.away = false;
    expect((await new Browser(branch.app).send('GET', '/api/oidc/start')).status).toBe(302);
  } finally {
    await at.close();
  }
});

test('without a provider there is no such way in', async () => {
  const plain = await world.process();
  expect((await new Browser(plain.app).ask('GET', '/api/oidc/start')).status).toBe(404);
  expect((await new Browser(plain.app).send('GET', '/api/oidc/callback?code=x')).headers.get('location')).toBe(
    '/sign-in?problem=not-found',
  );
});

describe('the settings', () => {
  const env = {
    LVYUE_OIDC_ISSUER: 'https://id.example.com',
    LVYUE_OIDC_CLIENT_ID: 'lvyue',
    LVYUE_OIDC_CLIENT_SECRET: 'secret',
    LVYUE_OIDC_REDIRECT_BASE: 'https://lvyue.example.com/',
  };

  test('come from the environment, or there are none', () => {
    expect(oidcSettings({})).toBeNull();
    expect(oidcSettings(env)).toEqual({
      issuer: 'https://id.example.com',
      clientId: 'lvyue',
      clientSecret: 'secret',
      redirectBase: 'https://lvyue.example.com',
    });
  });

  test('are complete, and lead nowhere over an open line', () => {
    expect(() => oidcSettings({ ...env, LVYUE_OIDC_CLIENT_SECRET: '' })).toThrow(/LVYUE_OIDC_CLIENT_SECRET/);
    expect(() => oidcSettings({ ...env, LVYUE_OIDC_ISSUER: 'http://id.example.com' })).toThrow(/LVYUE_OIDC_ISSUER.*https/);
    expect(() => oidcSettings({ ...env, LVYUE_OIDC_REDIRECT_BASE: 'http://lvyue.example.com' })).toThrow(/REDIRECT_BASE.*https/);
    expect(oidcSettings({ ...env, LVYUE_OIDC_ISSUER: 'http://127.0.0.1:8080' })?.issuer).toBe('http://127.0.0.1:8080');
  });
});
