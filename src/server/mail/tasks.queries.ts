import type { Queryable } from '#kernel/run/transaction';

/** A contact person who can be written to. */
export interface Person {
  contact: string;
  name: string;
  email: string;
  language: 'zh' | 'en' | null;
}

const PERSON = 'k.id as contact, k.name, k.email, k.language';

/** Those of these contact persons (ids) who are still there, have an address, and (unless `withoutPortal`) may use the portal. */
export async function peopleToInvite(
  client: Queryable,
  contacts: readonly string[],
  { withoutPortal = false }: { withoutPortal?: boolean } = {},
): Promise<Person[]> {
  const { rows } = await client.query<Person>(
    `select ${PERSON} from contact k
where k.id = any($1::uuid[]) and k.state = 'active' and k.email is not null and ($2 or k.portal_access in ('own', 'company')) order by k.id`,
    [contacts, withoutPortal],
  );
  return rows;
}

/** Deliveries (ids) that still wait for a signature, with whoever is told: the person who ordered, else the first who sees all of the company's. */
export async function arrivalsToTell(
  client: Queryable,
  deliveries: readonly string[],
): Promise<(Person & { delivery: string; number: string })[]> {
  const { rows } = await client.query<Person & { delivery: string; number: string }>(
    `select d.id as delivery, d.number, ${PERSON} from delivery d join "order" o on o.id = d."order" cross join lateral (
  select k.* from contact k where k.customer = d.customer and k.state = 'active' and k.email is not null
    and (k.portal_access = 'company' or k.portal_access = 'own' and (k.id = o.contact or o.created_by = 'contact:' || k.id))
  order by k.id = o.contact desc nulls last, o.created_by = 'contact:' || k.id desc, k."primary" desc nulls last, k.created_at limit 1) k
where d.id = any($1::uuid[]) and d.state = 'arrived' order by d.id`,
    [deliveries],
  );
  return rows;
}

/** The title of a survey that is running; null when it is not. */
export async function runningSurvey(client: Queryable, survey: string): Promise<string | null> {
  const { rows } = await client.query<{ title: string }>(`select title from survey where id = $1 and state = 'running'`, [
    survey,
  ]);
  return rows[0]?.title ?? null;
}
