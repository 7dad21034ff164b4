import { Link } from 'react-router';
import type { Commitment } from '../../api/routes.ts';
import { useFormat } from '../../company.ts';
import { Debtor } from '../../kit/parties.tsx';
import { PromiseMark } from '../../kit/promise.tsx';
import { useSay } from '../../preferences.tsx';
import { recordNamed } from '../../registry.ts';

/** One promise as a line: what, on which record, from whom to whom, by when. It leads to the record, where it is kept. */
export function OwedRow({ owed }: { owed: Commitment }) {
  const say = useSay();
  const format = useFormat();
  const found = recordNamed(owed.record);
  return (
    <li className="owed">
      <Link className="owed-link" to={`/${found?.record.plural ?? 'commitments'}/${owed.recordId}`}>
        {owed.name}
      </Link>
      <PromiseMark owed={owed} />
      <span className="quiet">
        {found && say(found.words.name)} <span className="number">{owed.number}</span> · <Debtor owed={owed} />
      </span>
      <span className="quiet due">{owed.dueAt && format.shortInstant(owed.dueAt)}</span>
    </li>
  );
}
