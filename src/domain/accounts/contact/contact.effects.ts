import { effectsFor } from '#kernel/run/kind';
import type { Deed, Tx } from '#kernel/run/scene';
import { systemActor } from '#kernel/run/tx';
import { type Contact, contact } from './contact.ts';

export const contactEffects = effectsFor(contact, {
  create: onePrimaryContact,
  edit: onePrimaryContact,
  invite: async (tx, deeds) => tx.job('mail_invitations', { contacts: deeds.map(({ record }) => record.id) }, { runAt: tx.now }),
});

/** A customer has one primary contact: whoever was named last. */
async function onePrimaryContact(tx: Tx, deeds: Deed<Contact>[]): Promise<void> {
  const named = new Map(deeds.filter(({ record }) => record.primary === true).map((deed) => [deed.record.customer, deed]));
  if (named.size === 0) return;
  // Two who are named at the same moment would not see each other: one after another.
  await tx.query(
    'select pg_advisory_xact_lock(hashtextextended(id::text, 0)) from (select id from unnest($1::uuid[]) id order by id) o',
    [[...named.keys()]],
  );
  const before = await tx.query<{ id: string; customer: string }>(
    `select id, customer from contact where customer = any($1::uuid[]) and not id = any($2::uuid[]) and "primary" and state = 'active'`,
    [[...named.keys()], [...named.values()].map(({ record }) => record.id)],
  );
  const items = before.map(({ id, customer }) => ({ id, at: named.get(customer)!.at, evidence: { primary: false } }));
  await tx.as(systemActor).edit(contact, items);
}
