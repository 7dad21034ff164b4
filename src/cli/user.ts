import { text as readAll } from 'node:stream/consumers';
import { parseArgs } from 'node:util';
import { employee } from '#domain/org/employee/employee';
import { roleGrant } from '#domain/org/role-grant/role-grant';
import { type RoleName, roles } from '#domain/org/roles';
import type { Tx } from '#kernel/run/scene';
import { systemActor } from '#kernel/run/tx';
import { addLogin, lockLogin, newHash, personLogins, resetPassword } from '#server/access/person-login';
import { readableSecret } from '#server/access/token';
import { type Locale, localeOf } from './locale.ts';
import { type Here, openHere } from './open-here.ts';
import { told } from './told.ts';

export const summary = {
  zh: '管理账号：lvyue user add 登录名 (--name 姓名 | --employee 工号|邮箱) [--role 角色]… | password 登录名 | list | lock 登录名 | unlock 登录名',
  en: 'Manage accounts: lvyue user add LOGIN (--name NAME | --employee NUMBER|E-MAIL) [--role ROLE]… | password LOGIN | list | lock LOGIN | unlock LOGIN',
};

/**
 * `add` gives an account to an employee, who is created with `--name` and found with `--employee`; `--role` grants roles from
 * today. `add` and `password` make a password up, print it and ask for another one at the first sign-in, unless
 * `--password-stdin` says that it comes from standard input.
 */
export async function run(args: string[], input: NodeJS.ReadableStream = process.stdin): Promise<number> {
  let locale = localeOf(undefined);
  try {
    const { values, positionals } = parseArgs({ args, allowPositionals: true, options: OPTIONS });
    locale = localeOf(values.lang);
    const [verb = '', login = ''] = positionals;
    const command = VERBS[verb];
    if (!command || (verb !== 'list' && login === '')) throw new Error(`${summary[locale]}\n[--password-stdin] [--lang zh|en]`);
    const password = values['password-stdin'] ? (await readAll(input)).replace(/\r?\n$/, '') : null;
    const here = await openHere();
    try {
      console.log(await command({ here, login, password, values, now: new Date(), locale }));
      return 0;
    } finally {
      await here.close();
    }
  } catch (error) {
    console.error(told(error, locale));
    return 1;
  }
}

const OPTIONS = {
  name: { type: 'string' },
  employee: { type: 'string' },
  role: { type: 'string', multiple: true },
  'password-stdin': { type: 'boolean' },
  lang: { type: 'string' },
} as const;

interface Order {
  here: Here;
  login: string;
  /** null: make one up. */
  password: string | null;
  values: { name?: string; employee?: string; role?: string[] };
  now: Date;
  locale: Locale;
}

/** Each does something and says what it did. */
const VERBS: Record<string, (order: Order) => Promise<string>> = { add, password: reset, list, lock, unlock };

async function add({ here, login, password, values, now, locale }: Order): Promise<string> {
  if ((values.name === undefined) === (values.employee === undefined)) throw new Error(summary[locale]);
  const wanted = (values.role ?? []).map((role) => knownRole(role, locale));
  const given = password ?? readableSecret();
  const hash = await newHash(given, login, '/password');
  await here.kernel.write(systemActor, now.getTime(), async (tx) => {
    const person =
      values.name === undefined ? await employeeLike(tx, values.employee ?? '', locale) : await hire(tx, values.name);
    const { today } = await tx.at();
    await tx.create(
      roleGrant,
      wanted.map((role) => ({ employee: person, role, fromDate: today, untilDate: null })),
    );
    await addLogin(tx, { employee: person, login, hash, mustChange: password === null }, now);
  });
  return done(login, password === null ? given : null, locale);
}

async function reset({ here, login, password, now, locale }: Order): Promise<string> {
  const given = password ?? readableSecret();
  await resetPassword(here.database.pool, { login, password: given, mustChange: password === null }, now);
  return done(login, password === null ? given : null, locale);
}

async function lock({ here, login, now, locale }: Order): Promise<string> {
  await lockLogin(here.database.pool, login, true, now);
  return locale === 'zh'
    ? `账号 ${login} 已锁定，其会话已全部结束。`
    : `The account ${login} is locked and its sessions have ended.`;
}

async function unlock({ here, login, now, locale }: Order): Promise<string> {
  await lockLogin(here.database.pool, login, false, now);
  return locale === 'zh' ? `账号 ${login} 已解锁。` : `The account ${login} is unlocked.`;
}

async function list({ here, locale }: Order): Promise<string> {
  const say = (zh: string, en: string): string => (locale === 'zh' ? zh : en);
  const lines = (await personLogins(here.database.pool)).map((one) => {
    const notes = [
      one.lockedAt && say('已锁定', 'locked'),
      one.mustChange && say('须改密码', 'must change the password'),
      one.secondFactor && say('双重验证', 'second factor'),
      one.lastSeenAt && `${say('最近使用', 'last seen')} ${one.lastSeenAt.toISOString()}`,
    ];
    return [one.login, one.name, ...notes.filter((note) => typeof note === 'string')].join('\t');
  });
  return lines.length > 0 ? lines.join('\n') : say('还没有账号。', 'There are no accounts yet.');
}

function done(login: string, password: string | null, locale: Locale): string {
  if (password === null) return locale === 'zh' ? `账号 ${login} 的密码已设置。` : `The password of ${login} is set.`;
  return locale === 'zh'
    ? `账号 ${login} 的初始密码（仅显示这一次，首次登录时须更改）：${password}`
    : `The first password of ${login} (shown this once, to be changed at the first sign-in): ${password}`;
}

function knownRole(role: string, locale: Locale): RoleName {
  if (Object.hasOwn(roles, role)) return role as RoleName;
  const known = Object.keys(roles).join(', ');
  throw new Error(locale === 'zh' ? `没有角色 ${role}。可用的角色：${known}` : `There is no role ${role}. Known roles: ${known}`);
}

async function hire(tx: Tx, name: string): Promise<string> {
  const [hired] = await tx.create(employee, [{ name, department: null, mobile: null, email: null }]);
  if (!hired) throw new Error('An employee was not created.');
  return hired.id;
}

async function employeeLike(tx: Tx, given: string, locale: Locale): Promise<string> {
  const found = await tx.query<{ id: string }>(
    `select id from employee where state = 'active' and (number = $1 or lower(email) = lower($1) or id::text = $1)`,
    [given],
  );
  if (found[0] && found.length === 1) return found[0].id;
  throw new Error(locale === 'zh' ? `没有唯一的在职员工“${given}”。` : `There is no single active employee "${given}".`);
}
