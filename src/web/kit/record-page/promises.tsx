import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { pathOf, type RecordView } from '../../api/records.ts';
import type { Commitment } from '../../api/routes.ts';
import { useFormat } from '../../company.ts';
import type { Declared } from '../../declared.ts';
import { useSay } from '../../preferences.tsx';
import { useApi } from '../../session.tsx';
import { Debtor } from '../parties.tsx';
import { PromiseMark } from '../promise.tsx';
import { ClauseLink, ProblemNote } from '../told.tsx';
import { promiseWords } from '../words.ts';
import { ClockDialog } from './clock-dialog.tsx';
import { pageWords as w } from './words.ts';

/** What is owed on this record, by whom and to whom; what was settled can be looked at too. */
export function Promises({ declared, view }: { declared: Declared; view: RecordView }) {
  const say = useSay();
  const api = useApi();
  const doc = view.record;
  const [opened, setOpened] = useState<string | null>(null);
  const [all, setAll] = useState(false);
  const { data, error } = useQuery({
    queryKey: [declared.record.plural, doc.id, 'commitments', doc.version, api.locale],
    enabled: Object.keys(declared.record.deadlines).length > 0,
    queryFn: ({ signal }) =>
      api.send<{ items: Commitment[] }>('GET', `${pathOf(declared.record, doc.id)}/commitments`, {
        signal,
        query: { limit: 200 },
      }),
  });
  const items = data?.items ?? [];
  const standing = items.filter(({ settledAt }) => settledAt === null);
  const settled = items.filter(({ settledAt }) => settledAt !== null);
  if (Object.keys(declared.record.deadlines).length === 0) return null;
  return (
    <section className="panel">
      <h2>{say(w.promises)}</h2>
      <ProblemNote error={error} />
      {data && items.length === 0 && <p className="quiet">{say(w.noPromises)}</p>}
      <ul className="promises">
        {[...standing, ...(all ? settled : [])].map((owed) => (
          <PromiseRow key={owed.id} owed={owed} onOpen={() => setOpened(owed.id)} />
        ))}
      </ul>
      {settled.length > 0 && (
        <button type="button" className="plain" aria-expanded={all} onClick={() => setAll(!all)}>
          {say(w.settled(settled.length))}
        </button>
      )}
      {opened !== null && <ClockDialog id={opened} onClose={() => setOpened(null)} />}
    </section>
  );
}

function PromiseRow({ owed, onOpen }: { owed: Commitment; onOpen: () => void }) {
  const say = useSay();
  const format = useFormat();
  return (
    <li>
      <button type="button" className="plain promise-name" onClick={onOpen}>
        {owed.name}
      </button>
      <PromiseMark owed={owed} />
      <span className="quiet">
        <Debtor owed={owed} /> ·{' '}
        {owed.dueAt ? `${format.instant(owed.dueAt)} ${say(promiseWords.due)}` : say(promiseWords.noDate)}
      </span>
      <span>
        {owed.clauses.map((clause) => (
          <ClauseLink key={clause.id} clause={clause} />
        ))}
      </span>
    </li>
  );
}
