import { useQueries, useQuery } from '@tanstack/react-query';
import { Link } from 'react-router';
import { customer } from '#domain/accounts/customer/customer';
import { type AnyRecord, froms } from '#kernel/declare/record';
import type { Pair } from '#kernel/declare/words';
import { calledOf, listPage } from '../../api/records.ts';
import { hasLife, pathOfLife } from '../../kit/record-page/path.ts';
import { StateMark } from '../../kit/state-mark.tsx';
import { ProblemNote, Skeleton } from '../../kit/told.tsx';
import { useSay } from '../../preferences.tsx';
import { mayRead, pointingAt } from '../../registry.ts';
import { useApi, useMe } from '../../session.tsx';
import { OwedRow } from '../workbench/owed-row.tsx';
import { customerWords as w } from './words.ts';

const MOST = 100;

/** What is open with a customer on our side: what we owe it, and what colleagues owe each other over it. */
export function Owed({ id }: { id: string }) {
  const say = useSay();
  const api = useApi();
  const { data, error } = useQuery({
    queryKey: ['commitments', 'of customer', id, api.locale],
    refetchInterval: 60_000,
    queryFn: ({ signal }) => api.call('GET /api/commitments', { signal, query: { customer: id, standing: true, limit: MOST } }),
  });
  const toThem = data?.items.filter(({ creditor }) => creditor.role === customer.name) ?? [];
  const inside = data?.items.filter(({ creditor }) => creditor.role !== customer.name) ?? [];
  return (
    <>
      <section className="panel">
        <h2>
          {say(w.weOwe)} {data && <small>{data.next ? say(w.firstOf(data.items.length)) : toThem.length}</small>}
        </h2>
        <ProblemNote error={error} />
        {!data && !error && <Skeleton />}
        {data && toThem.length === 0 && <p className="quiet">{say(w.noneOwed)}</p>}
        <ul>
          {toThem.map((owed) => (
            <OwedRow key={owed.id} owed={owed} brief />
          ))}
        </ul>
        <p>
          <Link to={`/commitments?outcome=all&customer=${id}`}>{say(w.allPromises)}</Link>
        </p>
      </section>
      {inside.length > 0 && (
        <section className="panel">
          <h2>
            {say(w.inside)} <small>{inside.length}</small>
          </h2>
          <ul>
            {inside.map((owed) => (
              <OwedRow key={owed.id} owed={owed} brief />
            ))}
          </ul>
        </section>
      )}
    </>
  );
}

/** The states of a record in which the good way goes on by a step that the customer takes, and that step. */
function customersTurns(record: AnyRecord): Map<string, string> {
  const turns = new Map<string, string>();
  for (const state of record.states) {
    const next = pathOfLife(record, state).find(({ when }) => when === 'ahead')?.state;
    const step = Object.entries(record.lifecycle).find(
      ([, { by, from, to }]) => to === next && froms({ from }).includes(state) && by.includes('portal_customer'),
    );
    if (step) turns.set(state, step[0]);
  }
  return turns;
}

/** What waits for the customer: to be accepted, signed for, settled. */
export function Waiting({ id }: { id: string }) {
  const say = useSay();
  const api = useApi();
  const { roles } = useMe();
  const kinds = pointingAt(customer.name)
    .filter(({ declared: { record } }) => mayRead(record, roles) && hasLife(record))
    .map((pointing) => ({ ...pointing, turns: customersTurns(pointing.declared.record) }))
    .filter(({ turns }) => turns.size > 0);
  const answers = useQueries({
    queries: kinds.map(({ declared: { record }, field, turns }) => ({
      queryKey: [record.plural, 'waiting for', id],
      queryFn: ({ signal }: { signal: AbortSignal }) =>
        listPage(
          api,
          record,
          new URLSearchParams({ [`filter[${field}]`]: id, 'filter[state]': [...turns.keys()].join(), limit: '20' }),
          signal,
        ),
    })),
  });
  const found = kinds.flatMap(({ declared, turns }, i) =>
    (answers[i]?.data?.items ?? []).map((item) => ({ declared, item, step: turns.get(item.state) ?? '' })),
  );
  return (
    <section className="panel">
      <h2>
        {say(w.theyOwe)} <small>{found.length}</small>
      </h2>
      {found.length === 0 && answers.every(({ isSuccess }) => isSuccess) && <p className="quiet">{say(w.noneWaits)}</p>}
      <ul>
        {found.map(({ declared, item, step }) => {
          const word: Pair = declared.words.steps[step] ?? [step, step];
          return (
            <li key={item.id} className="event">
              <Link to={`/${declared.record.plural}/${item.id}`}>
                {say(declared.words.name)} <span className="number">{item.number}</span>
              </Link>
              <span className="quiet event-title">{calledOf(declared.record, item)?.title}</span>
              <span className="quiet">{say(w.waitsFor(word))}</span>
              <StateMark declared={declared} state={item.state} />
            </li>
          );
        })}
      </ul>
    </section>
  );
}
