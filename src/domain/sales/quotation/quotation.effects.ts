import type { InputOf } from '#kernel/declare/record';
import { effectsFor } from '#kernel/run/kind';
import type { Deed, Tx } from '#kernel/run/scene';
import { systemActor } from '#kernel/run/tx';
import { figuresOf } from './pricing.ts';
import { type Quotation, quotation } from './quotation.ts';

export const quotationEffects = effectsFor(quotation, {
  create: async (tx, deeds) => fillIn(tx, deeds, await lookedAfterBy(tx, deeds)),
  edit: async (tx, deeds) => fillIn(tx, deeds, new Map()),
});

/** Whoever acted is answered with the quotation and its figures as they follow from what was entered. */
async function fillIn(tx: Tx, deeds: readonly Deed<Quotation>[], owners: ReadonlyMap<string, InputOf<typeof quotation>>) {
  const items = deeds.flatMap((deed) => {
    const evidence = { ...owners.get(deed.record.id), ...differing(deed.record) };
    return Object.keys(evidence).length === 0 ? [] : [{ deed, item: { id: deed.record.id, at: deed.at, evidence } }];
  });
  const edited = await tx.as(systemActor).edit(
    quotation,
    items.map(({ item }) => item),
  );
  for (const [i, { deed }] of items.entries()) Object.assign(deed.record, edited[i]);
}

/** The figures that are not yet what they should be. */
const differing = (record: Quotation): InputOf<typeof quotation> =>
  Object.fromEntries(Object.entries(figuresOf(record)).filter(([field, value]) => record[field as keyof Quotation] !== value));

/** A quotation is looked after by whoever looks after its customer, or else by the salesperson who drew it up. */
async function lookedAfterBy(tx: Tx, deeds: readonly Deed<Quotation>[]): Promise<Map<string, InputOf<typeof quotation>>> {
  const unowned = deeds.filter(({ record }) => record.owner === null && record.department === null);
  if (unowned.length === 0) return new Map();
  const rows = await tx.query<{ id: string; owner: string | null; department: string | null }>(
    'select id, owner, department from customer where id = any($1::uuid[]) and (owner is not null or department is not null)',
    [[...new Set(unowned.map(({ record }) => record.customer))]],
  );
  const byCustomer = new Map(rows.map(({ id, owner, department }) => [id, { owner, department }]));
  return new Map(
    unowned.flatMap(({ record, actor }) => {
      const own = actor.employee === null ? undefined : { owner: actor.employee, department: actor.department };
      const by = byCustomer.get(record.customer) ?? own;
      return by ? [[record.id, by] as const] : [];
    }),
  );
}
