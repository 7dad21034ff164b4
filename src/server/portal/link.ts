import { Problem } from '#kernel/problem';
import { newId } from '#kernel/run/id';
import type { Tx } from '#kernel/run/scene';
import type { Queryable } from '#kernel/run/transaction';
import { newToken, tokenHash } from '#server/access/token';

/** What a link is to be for. */
export interface LinkWanted {
  purpose: 'sign_in' | 'survey';
  /** Whom it is for; a link to a survey may be for whoever holds it. */
  contact: string | null;
  survey?: string;
  /** The page of the portal that it leads to. */
  opens: string;
  /** The actor who had it made. */
  createdBy: string;
  days: number;
}

/** A link that was found good. */
export interface Link {
  id: string;
  contact: string | null;
  survey: string | null;
  opens: string;
}

/** Signs in: long enough for a weekend. Answers a survey: as long as surveys run. */
export const SIGN_IN_DAYS = 7;
export const SURVEY_DAYS = 60;

/** Makes a link and answers its token, which is not kept. */
export async function makeLink(client: Queryable, wanted: LinkWanted, now: Date): Promise<string> {
  const token = newToken();
  await client.query(
    `insert into portal_link (id, token_hash, purpose, contact, survey, opens, created_at, created_by, expires_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
    [
      newId(),
      tokenHash(token),
      wanted.purpose,
      wanted.contact,
      wanted.survey ?? null,
      wanted.opens,
      now,
      wanted.createdBy,
      new Date(now.getTime() + wanted.days * 86_400_000),
    ],
  );
  return token;
}

/**
 * Where a link leads: the token stands behind the `#`, which browsers send to nobody. Programs that look at links in messages
 * (chat applications, mail filters) so never use one up.
 */
export const linkUrl = (origin: string, purpose: LinkWanted['purpose'], token: string): string =>
  `${origin}/portal/${purpose === 'sign_in' ? 'enter' : 'answer'}#${token}`;

/** Makes a link to a survey, for one person or for whoever holds it, and answers its address. */
export async function surveyDoor(
  client: Queryable,
  origin: string,
  { survey, contact, createdBy }: { survey: string; contact: string | null; createdBy: string },
  now: Date,
): Promise<string> {
  const wanted = { purpose: 'survey', contact, survey, opens: '/portal/answer', createdBy, days: SURVEY_DAYS } as const;
  return linkUrl(origin, 'survey', await makeLink(client, wanted, now));
}

/** How a connection or a pool is asked: as a transaction is. */
export const askerOf =
  (client: Queryable): Tx['query'] =>
  async (text, values = []) =>
    (await client.query(text, values)).rows as never;

/** Uses a link up: of two who come at once, one is let in. @throws `link-used-up` 410: used, expired, or never made. */
export async function redeemLink(ask: Tx['query'], purpose: LinkWanted['purpose'], token: string, now: Date): Promise<Link> {
  const [found] = await ask<Link>(
    `update portal_link set used_at = $3 where token_hash = $1 and purpose = $2 and used_at is null and expires_at > $3
     returning id, contact, survey, opens`,
    [tokenHash(token), purpose, now],
  );
  if (!found) throw usedUp();
  return found;
}

/** Looks at a link without using it up. @throws `link-used-up` 410. */
export async function lookAtLink(ask: Tx['query'], purpose: LinkWanted['purpose'], token: string, now: Date): Promise<Link> {
  const [found] = await ask<Link>(
    `select id, contact, survey, opens from portal_link where token_hash = $1 and purpose = $2 and used_at is null and expires_at > $3`,
    [tokenHash(token), purpose, now],
  );
  if (!found) throw usedUp();
  return found;
}

const usedUp = (): Problem =>
  new Problem('link-used-up', 410, {
    zh: '链接已使用或已过期。请用邮箱验证码登录，或联系我们重新发送。',
    en: 'The link has been used or has expired. Please sign in with a code, or ask us for another link.',
  });
