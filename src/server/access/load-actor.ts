import type pg from 'pg';
import { standardCalendar } from '#domain/org/working-calendar/calendar-spec';
import type { Scope } from '#kernel/run/actor';
import type { Admitted } from './actor-cache.ts';
import { IDLE_HOURS } from './session.ts';

/**
 * The employee behind a session, with the roles in force on that day in the company's time zone, and `employee`, which
 * everybody has who works there; null when the session, the login or the employee is not good at `now`.
 */
export async function loadSession(pool: pg.Pool, tokenHash: Buffer, now: Date): Promise<Admitted | null> {
  const { rows } = await pool.query<SessionRow>({
    name: 'access-session',
    text: SESSION_SQL,
    values: [tokenHash, now, standardCalendar.timeZone, IDLE_HOURS],
  });
  const row = rows[0];
  if (!row) return null;
  return {
    actor: {
      id: `employee:${row.employee}`,
      name: row.name,
      roles: row.roles,
      employee: row.employee,
      department: row.department,
      departments: row.departments,
      customer: null,
      locale: 'zh',
      scopes: ['read', 'write', 'admin'],
    },
    credential: 'session',
    id: row.id,
    goodUntil: Math.min(row.lastSeenAt.getTime() + IDLE_HOURS * 3_600_000, row.expiresAt.getTime()),
    notedAt: row.lastSeenAt.getTime(),
  };
}

/** The program behind an API key; null when the key is not good at `now`. */
export async function loadApiKey(pool: pg.Pool, keyHash: Buffer, now: Date): Promise<Admitted | null> {
  const { rows } = await pool.query<KeyRow>({ name: 'access-key', text: KEY_SQL, values: [keyHash, now] });
  const row = rows[0];
  if (!row) return null;
  return {
    actor: {
      id: `key:${row.id}`,
      name: row.name,
      roles: row.roles,
      employee: null,
      department: null,
      departments: [],
      customer: null,
      locale: 'zh',
      scopes: row.scopes,
    },
    credential: 'key',
    id: row.id,
    goodUntil: row.expiresAt?.getTime() ?? Number.POSITIVE_INFINITY,
    notedAt: row.lastUsedAt?.getTime() ?? 0,
  };
}

interface SessionRow {
  id: string;
  lastSeenAt: Date;
  expiresAt: Date;
  employee: string;
  name: string;
  department: string | null;
  departments: string[];
  roles: string[];
}

// `union` without `all`: departments that were put below each other by mistake end the search instead of going round.
const SESSION_SQL = `
  with recursive who as (
    select s.id, s.last_seen_at, s.expires_at, e.id as employee, e.name, e.department
    from session s
    join employee e on e.id = s.employee
    left join person_login l on l.employee = e.id
    where s.token_hash = $1 and s.revoked_at is null and s.expires_at > $2
      and s.last_seen_at > $2::timestamptz - make_interval(hours => $4) and e.state = 'active' and l.locked_at is null
  ), below (id) as (
    select department from who where department is not null
    union
    select d.id from department d join below b on d.parent = b.id
  ), today (day) as (
    select ($2::timestamptz at time zone coalesce(
      (select time_zone from working_calendar where state = 'in_use' order by standard desc, created_at, id limit 1), $3))::date
  )
  select id, last_seen_at as "lastSeenAt", expires_at as "expiresAt", employee, name, department,
    array(select id from below) as departments,
    array(
      select 'employee'
      union
      select g.role from role_grant g, today
      where g.employee = who.employee and g.state = 'in_force' and g.from_date <= day and (g.until_date is null or g.until_date >= day)
      order by 1
    ) as roles
  from who`;

interface KeyRow {
  id: string;
  name: string;
  roles: string[];
  scopes: Scope[];
  expiresAt: Date | null;
  lastUsedAt: Date | null;
}

const KEY_SQL = `
  select id, name, roles, scopes, expires_at as "expiresAt", last_used_at as "lastUsedAt"
  from api_key where key_hash = $1 and revoked_at is null and (expires_at is null or expires_at > $2)`;
