import type { Pool } from 'pg';
import { notFound, Problem } from '#kernel/problem';
import { addLogin, lockLogin, newHash, resetPassword } from '#server/access/person-login';
import { IDLE_HOURS } from '#server/access/session';
import { readableSecret } from '#server/access/token';
import { removeTotp } from '#server/access/totp';

/** An employee with what lets them in. */
export interface Account {
  employee: string;
  number: string;
  name: string;
  state: 'active' | 'left';
  department: string | null;
  departmentName: string | null;
  /** Roles in force on the day that was asked about. */
  roles: string[];
  /** null: the employee has no account. */
  login: string | null;
  secondFactor: boolean;
  mustChange: boolean;
  lockedAt: Date | null;
  /** When somebody last used one of its sessions. */
  lastSeenAt: Date | null;
}

export interface AccountQuestion {
  /** Part of a name, number or login; null: everybody. */
  term: string | null;
  department: string | null;
  role: string | null;
  /** 'none': without an account, 'locked', 'left'; null: all who work here. */
  standing: 'none' | 'locked' | 'left' | null;
  limit: number;
  /** The number of the employee after whom the page begins. */
  after: string | null;
  /** YYYY-MM-DD, in the company's zone. */
  today: string;
}

/** Employees in the order of their numbers, a page at a time. */
export async function accountsLike(pool: Pool, q: AccountQuestion): Promise<{ items: Account[]; next: string | null }> {
  const { rows } = await pool.query<Account>({
    name: 'accounts',
    text: `select e.id as employee, e.number, e.name, e.state, e.department, d.name as "departmentName",
  array(select g.role from role_grant g where g.employee = e.id and g.state = 'in_force' and g.from_date <= $6::date and (g.until_date is null or g.until_date >= $6::date) order by 1) as roles,
  l.login, l.totp_confirmed_at is not null as "secondFactor", coalesce(l.must_change, false) as "mustChange", l.locked_at as "lockedAt",
  (select max(s.last_seen_at) from session s where s.employee = e.id) as "lastSeenAt"
from employee e left join department d on d.id = e.department left join person_login l on l.employee = e.id
where ($1::text is null or e.name ilike $1 or e.number ilike $1 or l.login ilike $1)
  and ($2::uuid is null or e.department = $2)
  and ($3::text is null or exists (select from role_grant g where g.employee = e.id and g.role = $3 and g.state = 'in_force' and g.from_date <= $6::date and (g.until_date is null or g.until_date >= $6::date)))
  and case $4::text when 'none' then e.state = 'active' and l.employee is null when 'locked' then l.locked_at is not null when 'left' then e.state = 'left' else e.state = 'active' end
  and ($5::text is null or e.number > $5)
order by e.number limit $7`,
    values: [q.term === null ? null : `%${escaped(q.term)}%`, q.department, q.role, q.standing, q.after, q.today, q.limit + 1],
  });
  const items = rows.slice(0, q.limit);
  return { items, next: rows.length > q.limit ? (items.at(-1)?.number ?? null) : null };
}

const escaped = (term: string): string => term.replaceAll(/[\\%_]/g, (sign) => `\\${sign}`);

/** A password that is shown once, and must be changed by its owner at the first sign-in. */
export interface FirstPassword {
  login: string;
  password: string;
}

/** Gives an employee an account. @throws Problem not-found, `login-taken` 409, `invalid` 422. */
export async function openAccount(pool: Pool, employee: string, login: string, now: Date): Promise<FirstPassword> {
  const { rowCount } = await pool.query(`select from employee where id = $1 and state = 'active'`, [employee]);
  if (rowCount === 0) throw notFound();
  const password = readableSecret();
  const hash = await newHash(password, login, '/login');
  const tx = { query: async (text: string, values?: unknown[]) => (await pool.query(text, values)).rows as never };
  await addLogin(tx, { employee, login, hash, mustChange: true }, now);
  return { login: await loginOf(pool, employee), password };
}

/** Sets a new first password and ends the person's sessions. @throws Problem not-found where there is no account. */
export async function newFirstPassword(pool: Pool, employee: string, now: Date): Promise<FirstPassword> {
  const login = await loginOf(pool, employee);
  const password = readableSecret();
  await resetPassword(pool, { login, password, mustChange: true }, now);
  return { login, password };
}

/** Locks an account, which ends its sessions, or unlocks it. Nobody locks themselves out. @throws Problem not-found, `own-account` 409. */
export async function setLocked(pool: Pool, employee: string, locked: boolean, by: string | null, now: Date): Promise<void> {
  if (locked && employee === by)
    throw new Problem('own-account', 409, {
      zh: '不能锁定自己的账号，请由另一名管理员操作。',
      en: 'You cannot lock your own account. Please ask another administrator.',
    });
  await lockLogin(pool, await loginOf(pool, employee), locked, now);
}

/** Takes away the second factor of somebody who has lost it. @throws Problem not-found where there is none. */
export async function dropSecondFactor(pool: Pool, employee: string, now: Date): Promise<void> {
  if (!(await removeTotp(pool, employee, now))) throw notFound();
}

async function loginOf(pool: Pool, employee: string): Promise<string> {
  const { rows } = await pool.query<{ login: string }>('select login from person_login where employee = $1', [employee]);
  if (!rows[0]) throw notFound({ zh: '这名员工没有账号。', en: 'This employee has no account.' });
  return rows[0].login;
}

/** Whoever is signed in, the last seen first. */
export async function everybodysSessions(pool: Pool, now: Date, limit: number): Promise<object[]> {
  const { rows } = await pool.query<object>(
    `select s.id, s.employee, e.name, s.method, s.created_at as "createdAt", s.last_seen_at as "lastSeenAt", s.expires_at as "expiresAt", s.ip, s.user_agent as "userAgent"
from session s join employee e on e.id = s.employee
where s.revoked_at is null and s.expires_at > $1 and s.last_seen_at > $1::timestamptz - make_interval(hours => $2)
order by s.last_seen_at desc, s.id limit $3`,
    [now, IDLE_HOURS, limit],
  );
  return rows;
}
