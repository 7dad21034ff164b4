import { roles } from '#domain/org/roles';
import type { Pair } from '#kernel/declare/words';
import type { Commitment } from '../api/routes.ts';
import { useSay } from '../preferences.tsx';
import { RefText } from './value.tsx';
import { promiseWords as w } from './words.ts';

export const roleWord = (role: string): Pair =>
  (roles as Record<string, Pair>)[role] ?? (role === 'customer' ? ['客户', 'Customer'] : [role, role]);

type Owed = Pick<Commitment, 'debtor' | 'creditor'>;

/** Who owes it to whom: a person where one is named, otherwise a role. */
export function Debtor({ owed: { debtor, creditor } }: { owed: Owed }) {
  const say = useSay();
  return (
    <>
      {debtor.employee ? <RefText to="employee" id={debtor.employee} linked={false} /> : say(roleWord(debtor.role))} {say(w.to)}{' '}
      {creditor.customer ? <RefText to="customer" id={creditor.customer} /> : say(roleWord(creditor.role))}
    </>
  );
}
