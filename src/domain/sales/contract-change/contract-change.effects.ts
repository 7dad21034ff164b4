import type { InputOf } from '#kernel/declare/record';
import { effectsFor } from '#kernel/run/kind';
import type { Deed, Tx } from '#kernel/run/scene';
import { systemActor } from '#kernel/run/tx';
import { contract } from '../contract/contract.ts';
import { type ContractChange, contractChange } from './contract-change.ts';

export const contractChangeEffects = effectsFor(contractChange, { file: changeContracts });

/** From now on the contract says what was agreed; of several changes on one contract the last one counts where they differ. */
async function changeContracts(tx: Tx, deeds: Deed<ContractChange>[]): Promise<void> {
  const system = tx.as(systemActor);
  const changes = new Map<string, { at: number; evidence: InputOf<typeof contract> }>();
  for (const { record, at } of deeds)
    changes.set(record.contract, { at, evidence: { ...changes.get(record.contract)?.evidence, ...termsOf(record) } });
  const items = [...changes].map(([id, change]) => ({ id, ...change }));
  await system.edit(contract, items);
  await system.take(
    contract,
    'change',
    items.map(({ id, at }) => ({ id, at })),
  );
}

const termsOf = ({ deliveryDate, paymentMethod, items }: ContractChange): InputOf<typeof contract> => ({
  ...(deliveryDate !== null && { deliveryDate }),
  ...(paymentMethod !== null && { paymentMethod }),
  ...(items.length > 0 && {
    items: items.map(({ product, productName, specification, quantity, unit, unitPrice }) => ({
      product,
      productName,
      specification,
      quantity,
      unit,
      unitPrice,
    })),
  }),
});
