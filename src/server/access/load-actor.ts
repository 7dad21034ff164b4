import type pg from 'pg';
import { standardCalendar } from '#domain/org/working-calendar/calendar-spec';
import type { Actor, Scope } from '#kernel/run/actor';
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
    actor: actorOfEmployee(row),
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
    actor: actorOfKey(row),
    credential: 'key',
    id: row.id,
    goodUntil: row.expiresAt?.getTime() ?? Number.POSITIVE_INFINITY,
    notedAt: row.lastUsedAt?.getTime() ?? 0,
  };
}

/**
 * Whoever asked for something that is done later, by the id that the journal keeps: with the roles in force now, not those of then. Null
 * when that employee or key is not good any more; customers' people ask for nothing that is done later.
 */
export async function loadActor(pool: pg.Pool, id: string, locale: Actor['locale'], now: Date): Promise<Actor | null> {
  const [, credential, uuid] = /^(employee|key):([0-9a-f-]{36})$/.exec(id) ?? [];
  if (credential === 'key') {
    const { rows } = await pool.query<KeyRow>({ name: 'access-key-again', text: KEY_AGAIN_SQL, values: [uuid, now] });
    return rows[0] ? { ...actorOfKey(rows[0]), locale } : null;
  }
  if (credential !== 'employee') return null;
  const { rows } = await pool.query<EmployeeRow>({
    name: 'access-employee',
    text: EMPLOYEE_SQL,
    values: [uuid, now, standardCalendar.timeZone],
  });
  return rows[0] ? { ...actorOfEmployee(rows[0]), locale } : null;
}

const actorOfEmployee = ({ employee, name, roles, department, departments }: EmployeeRow): Actor => ({
  id: `employee:${employee}`,
  name,
  roles,
  employee,
  department,
  departments,
  customer: null,
  locale: 'zh',
  scopes: ['read', 'write', 'admin'],
});

const actorOfKey = ({ id, name, roles, scopes }: KeyRow): Actor => ({
  id: `key:${id}`,
  name,
  roles,
  employee: null,
  department: null,
  departments: [],
  customer: null,
  locale: 'zh',
  scopes,
});

interface SessionRow extends EmployeeRow {
  id: string;
  lastSeenAt: Date;
  expiresAt: Date;
}

interface EmployeeRow {
  employee: string;
  name: string;
  department: string | null;
  departments: string[];
  roles: string[];
}

/**
 * `who` selects an employee; $2 is the instant, $3 the time zone of a company that has set none. `union` without `all`: departments that
 * were put below each other by mistake end the search instead of going round.
 */
const withRoles = (who: string): string => `
  with recursive who as (${who}), below (id) as (
    select department from who where department is not null
    union
    select d.id from department d join below b on d.parent = b.id
  ), today (day) as (
    select ($2::timestamptz at time zone coalesce(
      (select time_zone from working_calendar where state = 'in_use' order by standard desc, created_at, id limit 1), $3))::date
  )
  select who.*,
    array(select id from below) as departments,
    array(
      select 'employee'
      union
      select g.role from role_grant g, today
      where g.employee = who.employee and g.state = 'in_force' and g.from_date <= day and (g.until_date is null or g.until_date >= day)
      order by 1
    ) as roles
  from who`;

const SESSION_SQL = withRoles(`
    select s.id, s.last_seen_at as "lastSeenAt", s.expires_at as "expiresAt", e.id as employee, e.name, e.department
    from session s
    join employee e on e.id = s.employee
    left join person_login l on l.employee = e.id
    where s.token_hash = $1 and s.revoked_at is null and s.expires_at > $2
      and s.last_seen_at > $2::timestamptz - make_interval(hours => $4) and e.state = 'active' and l.locked_at is null`);

const EMPLOYEE_SQL = withRoles(`
    select e.id as employee, e.name, e.department from employee e left join person_login l on l.employee = e.id
    where e.id = $1 and e.state = 'active' and l.locked_at is null`);

interface KeyRow {
  id: string;
  name: string;
  roles: string[];
  scopes: Scope[];
  expiresAt: Date | null;
  lastUsedAt: Date | null;
}

const KEY_COLUMNS = 'id, name, roles, scopes, expires_at as "expiresAt", last_used_at as "lastUsedAt"';
const KEY_GOOD = 'revoked_at is null and (expires_at is null or expires_at > $2)';
const KEY_SQL = `select ${KEY_COLUMNS} from api_key where key_hash = $1 and ${KEY_GOOD}`;
const KEY_AGAIN_SQL = `select ${KEY_COLUMNS} from api_key where id = $1 and ${KEY_GOOD}`;
