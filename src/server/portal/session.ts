import type pg from 'pg';
import type { Actor } from '#kernel/run/actor';
import { newId } from '#kernel/run/id';
import type { Queryable } from '#kernel/run/transaction';
import { newToken, tokenHash } from '#server/access/token';

/** A contact person of a customer who is signed in to the portal. */
export interface Visitor {
  /** With the role `portal_customer`, and narrowed to their own where they may see no more. */
  actor: Actor;
  /** The id of the contact person. */
  contact: string;
  customer: string;
  /** Their company. */
  customerName: string;
  email: string | null;
  mobile: string | null;
  /** The id of the session; that of the link where one only answers a survey. */
  session: string;
}

/** A session that was just opened, with the token that the browser keeps. It is not shown again. */
export interface OpenedVisit {
  token: string;
  expiresAt: Date;
}

/** Customers come rarely and from their own phone: a session ends after 7 days without a request, and after 30 whatever happens. */
export const IDLE_DAYS = 7;
export const LONGEST_DAYS = 30;

/** Lets a contact person in. `ip` and `userAgent` are kept as the record of who signed in. */
export async function openVisit(
  client: Queryable,
  { contact, method, ip, userAgent }: { contact: string; method: 'code' | 'link'; ip: string; userAgent: string },
  now: Date,
): Promise<OpenedVisit> {
  const token = newToken();
  const expiresAt = new Date(now.getTime() + LONGEST_DAYS * 86_400_000);
  await client.query(
    `insert into portal_session (id, token_hash, contact, method, created_at, last_seen_at, expires_at, ip, user_agent)
     values ($1, $2, $3, $4, $5, $5, $6, $7, $8)`,
    [newId(), tokenHash(token), contact, method, now, expiresAt, ip, userAgent.slice(0, 300)],
  );
  return { token, expiresAt };
}

/**
 * Whoever the token stands for at `now`; null when it is not good, or they have left or may not use the portal any more: it is asked
 * each time, so that what is taken away is gone at once.
 */
export async function loadVisitor(pool: pg.Pool, token: string, locale: Actor['locale'], now: Date): Promise<Visitor | null> {
  const { rows } = await pool.query<VisitorRow & { session: string; seen: boolean }>({
    name: 'portal-session',
    text: `select s.id as session, s.last_seen_at > $2::timestamptz - interval '10 minutes' as seen, ${VISITOR_COLUMNS}
from portal_session s join contact k on k.id = s.contact join customer c on c.id = k.customer
where s.token_hash = $1 and s.revoked_at is null and s.expires_at > $2 and s.last_seen_at > $2::timestamptz - make_interval(days => $3)
  and k.state = 'active' and k.portal_access in ('own', 'company')`,
    values: [tokenHash(token), now, IDLE_DAYS],
  });
  const row = rows[0];
  if (!row) return null;
  if (!row.seen) await pool.query('update portal_session set last_seen_at = $2 where id = $1', [row.session, now]);
  return visitorOf(row, row.session, locale);
}

/** Ends a session for good. */
export async function endVisit(pool: pg.Pool, session: string, now: Date): Promise<void> {
  await pool.query('update portal_session set revoked_at = $2 where id = $1 and revoked_at is null', [session, now]);
}

interface VisitorRow {
  contact: string;
  name: string;
  email: string | null;
  mobile: string | null;
  access: string | null;
  customer: string;
  customerName: string;
}

/** Of a contact person `k` and the customer `c`. */
export const VISITOR_COLUMNS = `k.id as contact, k.name, k.email, k.mobile, k.portal_access as access, k.customer, c.name as "customerName"`;

/** Anybody but who may see all of their company's sees only what is their own. */
export const visitorOf = (row: VisitorRow, session: string, locale: Actor['locale']): Visitor => ({
  actor: {
    id: `contact:${row.contact}`,
    name: row.name,
    roles: ['portal_customer'],
    employee: null,
    department: null,
    departments: [],
    customer: row.customer,
    ...(row.access !== 'company' && { onlyContact: row.contact }),
    locale,
    scopes: ['read', 'write'],
  },
  contact: row.contact,
  customer: row.customer,
  customerName: row.customerName,
  email: row.email,
  mobile: row.mobile,
  session,
});
