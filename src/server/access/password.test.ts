import { scryptSync } from 'node:crypto';
import { expect, test } from 'vitest';
import { scryptRuns } from '#testing/access-world';
import { hashPassword, passwordFaults, verifyPassword } from './password.ts';

test('a password opens its own hash and no other one does', async () => {
  const stored = await hashPassword('correct horse battery');
  expect(stored).toMatch(/^\$scrypt\$ln=16,r=8,p=2\$[\w-]{22}\$[\w-]{43}$/);
  expect(await verifyPassword('correct horse battery', stored)).toEqual({ right: true, outdated: false });
  expect(await verifyPassword('correct horse batterz', stored)).toEqual({ right: false, outdated: false });
});

test('the hash is scrypt with the costs that it names', async () => {
  const [, , , salt = '', hash] = (await hashPassword('correct horse')).split('$');
  const expected = scryptSync('correct horse', Buffer.from(salt, 'base64url'), 32, { N: 65_536, r: 8, p: 2, maxmem: 2 ** 28 });
  expect(hash).toBe(expected.toString('base64url'));
});

test('a hash of lower cost is right and asks to be made anew', async () => {
  const salt = Buffer.alloc(16, 9);
  const cheap = scryptSync('correct horse', salt, 32, { N: 1024, r: 8, p: 1 }).toString('base64url');
  const stored = `$scrypt$ln=10,r=8,p=1$${salt.toString('base64url')}$${cheap}`;
  expect(await verifyPassword('correct horse', stored)).toEqual({ right: true, outdated: true });
});

test('full-width letters are the same password', async () => {
  expect((await verifyPassword('correct horse', await hashPassword('ｃｏｒｒｅｃｔ ｈｏｒｓｅ'))).right).toBe(true);
});

test('for an unknown login the same work is done', async () => {
  const stored = await hashPassword('correct horse');
  const known = await scryptRuns(() => verifyPassword('wrong horse', stored));
  const unknown = await scryptRuns(() => verifyPassword('wrong horse', null));
  expect(known).toBe(1);
  expect(unknown).toBe(1);
  expect((await verifyPassword('anything', null)).right).toBe(false);
});

test.each([
  ['short', 'wangwei', ['密码至少需要 10 个字符。']],
  ['履约履约履约履约履', 'wangwei', ['密码至少需要 10 个字符。', '这个密码太常见，很容易被猜中。']],
  ['x'.repeat(8) + 'abcdef'.repeat(33), 'wangwei', ['密码最多 200 个字符。']],
  ['WangWei-is-here', 'wangwei', ['密码不能包含登录名。']],
  ['5201314woaini', 'wangwei', ['这个密码太常见，很容易被猜中。']],
  ['Password1234', 'wangwei', ['这个密码太常见，很容易被猜中。']],
  ['abcdefghijkl', 'wangwei', ['这个密码太常见，很容易被猜中。']],
  ['9876543210', 'wangwei', ['这个密码太常见，很容易被猜中。']],
  ['aabbaabbaabb', 'wangwei', ['这个密码太常见，很容易被猜中。']],
  ['quiet river 42', 'wangwei', []],
  ['安静的河流穿过老城区', 'wangwei', []],
  ['a fine long one', 'a', []],
])('%s is judged', (password, login, reasons) => {
  const faults = passwordFaults(password, login);
  expect(faults.map((fault) => fault.zh)).toEqual(reasons);
  for (const fault of faults) expect(fault.en).toMatch(/^(A|This) password/);
});
