import type { InputOf } from '#kernel/declare/record';
import { type InputError, invalid } from '#kernel/problem';
import { effectsFor } from '#kernel/run/kind';
import type { Deed, Tx } from '#kernel/run/scene';
import { systemActor } from '#kernel/run/tx';
import { type Contract, contract } from './contract.ts';
import { totalsOf } from './totals.ts';

export const contractEffects = effectsFor(contract, {
  create: async (tx, deeds) => fillIn(tx, deeds, await partiesOf(tx, deeds)),
  edit: async (tx, deeds) => fillIn(tx, deeds, await partiesOf(tx, deeds)),
});

type Filled = ReadonlyMap<string, InputOf<typeof contract>>;

/** Whoever acted is answered with the contract and its totals as they follow from what was entered. */
async function fillIn(tx: Tx, deeds: readonly Deed<Contract>[], owners: Filled): Promise<void> {
  const items = deeds.flatMap((deed) => {
    const totals = Object.entries(totalsOf(deed.record)).filter(
      ([field, value]) => deed.record[field as keyof Contract] !== value,
    );
    const evidence = { ...owners.get(deed.record.id), ...Object.fromEntries(totals) };
    return Object.keys(evidence).length === 0 ? [] : [{ deed, item: { id: deed.record.id, at: deed.at, evidence } }];
  });
  const edited = await tx.as(systemActor).edit(
    contract,
    items.map(({ item }) => item),
  );
  for (const [i, { deed }] of items.entries()) Object.assign(deed.record, edited[i]);
}

/**
 * The quotation must be the customer's own; the contract is looked after by whoever looks after the customer.
 * @throws Problem invalid.
 */
async function partiesOf(tx: Tx, deeds: readonly Deed<Contract>[]): Promise<Filled> {
  const rows = await tx.query<{ id: string; quotation: string | null; owner: string | null; department: string | null }>(
    `select r.id, q.customer as quotation, c.owner, c.department from contract r join customer c on c.id = r.customer left join quotation q on q.id = r.quotation
where r.id = any($1::uuid[])`,
    [deeds.map(({ record }) => record.id)],
  );
  const byId = new Map(rows.map((row) => [row.id, row]));
  const foreign = deeds.filter(({ record }) => record.quotation !== null && byId.get(record.id)?.quotation !== record.customer);
  if (foreign.length > 0) throw invalid(foreign.map(() => FOREIGN));
  const unowned = deeds.filter(({ record }) => record.owner === null && record.department === null);
  return new Map(
    unowned.flatMap(({ record, actor }) => {
      const { owner = null, department = null } = byId.get(record.id) ?? {};
      if (owner !== null || department !== null) return [[record.id, { owner, department }] as const];
      return actor.employee === null ? [] : [[record.id, { owner: actor.employee, department: actor.department }] as const];
    }),
  );
}

const FOREIGN: InputError = {
  pointer: '/quotation',
  detail: { zh: '这份报价是另一位客户的。', en: 'The quotation is another customer’s.' },
};
