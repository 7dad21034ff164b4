import { roles } from '#domain/org/roles';
import type { Pair } from '#kernel/declare/words';
import type { Commitment } from '../api/routes.ts';
import { useSay } from '../preferences.tsx';
import { RefText } from './value.tsx';
import { promiseWords as w } from './words.ts';

export const roleWord = (role: string): Pair =>
  (roles as Record<string, Pair>)[role] ?? (role === 'customer' ? ['客户', 'Customer'] : [role, role]);

type Owed = Pick<Commitment, 'debtor' | 'creditor'>;

/** Who owes it: a person where one is named, otherwise a role. */
export function Owing({ owed: { debtor } }: { owed: Owed }) {
  const say = useSay();
  return debtor.employee ? <RefText to="employee" id={debtor.employee} linked={false} /> : <>{say(roleWord(debtor.role))}</>;
}

/** Who owes it to whom: a person where one is named, otherwise a role. */
export function Debtor({ owed }: { owed: Owed }) {
  const say = useSay();
  const { creditor } = owed;
  return (
    <>
      <Owing owed={owed} /> {say(w.to)}{' '}
      {creditor.role === 'customer' && creditor.customer ? (
        <RefText to="customer" id={creditor.customer} />
      ) : (
        say(roleWord(creditor.role))
      )}
    </>
  );
}
