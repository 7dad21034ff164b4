import { useInfiniteQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Link, useSearchParams } from 'react-router';
import type { Commitment } from '../../api/routes.ts';
import { useFormat } from '../../company.ts';
import { DateInput } from '../../kit/form/date-input.tsx';
import { RefPicker } from '../../kit/form/ref-picker.tsx';
import { Icon } from '../../kit/icon.tsx';
import { Debtor } from '../../kit/parties.tsx';
import { PromiseMark } from '../../kit/promise.tsx';
import { ClockDialog } from '../../kit/record-page/clock-dialog.tsx';
import '../../kit/record-page/record.css';
import { ClauseLink, Empty, ProblemNote, Skeleton } from '../../kit/told.tsx';
import { useSay } from '../../preferences.tsx';
import { records } from '../../records.ts';
import { controlNamed, mayRead, recordNamed } from '../../registry.ts';
import { useApi, useMe } from '../../session.tsx';
import { useCrumbs } from '../../shell/crumbs.tsx';
import './commitments.css';
import { commitmentWords as w } from './words.ts';

const VIEWS = ['standing', 'breached', 'kept', 'released', 'all'] as const;
const PAGE = 50;

/** Promises across all records. The conditions stand in the address, so a link keeps them. */
export default function Commitments() {
  const say = useSay();
  const api = useApi();
  const [params, setParams] = useSearchParams();
  const [opened, setOpened] = useState<string | null>(null);
  const format = useFormat();
  const query = questionIn(params, format.fromLocal);
  useCrumbs([{ name: say(w.title) }]);
  const { data, error, isPending, hasNextPage, fetchNextPage, isFetchingNextPage, refetch } = useInfiniteQuery({
    queryKey: ['commitments', 'list', query, api.locale],
    queryFn: ({ pageParam, signal }): Promise<{ items: readonly Commitment[]; next: string | null }> =>
      api.call('GET /api/commitments', {
        signal,
        query: { ...query, limit: PAGE, ...(pageParam !== null && { after: pageParam }) },
      }),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
    placeholderData: (before) => before,
  });
  const items = data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <>
      <div className="page-head">
        <h1>{say(w.title)}</h1>
        <p className="quiet">{say(w.about)}</p>
      </div>
      <Tabs />
      <Conditions />
      <ProblemNote error={error} onRetry={() => void refetch()} />
      {isPending && <Skeleton lines={8} />}
      {data && items.length === 0 && (
        <Empty title={say(w.none)}>
          {[...params].length > 0 && (
            <button type="button" onClick={() => setParams({}, { replace: true })}>
              {say(w.clear)}
            </button>
          )}
        </Empty>
      )}
      {items.length > 0 && (
        <div className="scroll">
          <table className="commitments">
            <thead>
              <tr>
                {Object.entries(w.columns).map(([key, name]) => (
                  <th key={key}>{say(name)}</th>
                ))}
              </tr>
            </thead>
            <tbody>
              {items.map((owed) => (
                <Row key={owed.id} owed={owed} onOpen={() => setOpened(owed.id)} />
              ))}
            </tbody>
          </table>
        </div>
      )}
      {hasNextPage && (
        <p>
          <button type="button" onClick={() => void fetchNextPage()} disabled={isFetchingNextPage}>
            {say(w.more)}
          </button>
        </p>
      )}
      {opened !== null && <ClockDialog id={opened} onClose={() => setOpened(null)} />}
    </>
  );
}

/** What the address asks for, as the server is asked. */
export function questionIn(params: URLSearchParams, instantOf: (local: string) => string) {
  const view = params.get('outcome') ?? 'standing';
  const end = params.get('to');
  const text = (name: 'control' | 'clause' | 'record' | 'customer') => {
    const value = params.get(name);
    return value ? { [name]: value } : {};
  };
  return {
    ...(view === 'standing' ? { standing: true } : view === 'all' ? {} : { outcome: view }),
    ...(params.get('mine') === 'true' && { mine: true }),
    ...text('control'),
    ...text('clause'),
    ...text('record'),
    ...text('customer'),
    ...(isDay(params.get('from')) && { from: instantOf(`${params.get('from')}T00:00`) }),
    ...(isDay(end) && { to: new Date(Date.parse(instantOf(`${end}T00:00`)) + 86_400_000 - 1).toISOString() }),
  };
}

/** What is still being typed is no date yet. */
const isDay = (text: string | null): boolean => /^\d{4}-\d\d-\d\d$/.test(text ?? '');

function Tabs() {
  const say = useSay();
  const [params] = useSearchParams();
  const view = params.get('outcome') ?? 'standing';
  return (
    <nav className="tabs" aria-label={say(w.title)}>
      {VIEWS.map((name) => {
        const after = new URLSearchParams(params);
        after.set('outcome', name);
        return (
          <Link key={name} to={`?${after.toString()}`} replace aria-current={view === name ? 'page' : undefined}>
            {say(w.views[name]!)}
          </Link>
        );
      })}
    </nav>
  );
}

function Conditions() {
  const say = useSay();
  const { roles } = useMe();
  const [params, setParams] = useSearchParams();
  const set = (name: string, value: string | null) => {
    const after = new URLSearchParams(params);
    if (value === null || value === '') after.delete(name);
    else after.set(name, value);
    setParams(after, { replace: true });
  };
  const control = params.get('control');
  const clause = params.get('clause');
  return (
    <div className="conditions">
      <label className="check">
        <input
          type="checkbox"
          checked={params.get('mine') === 'true'}
          onChange={({ target }) => set('mine', target.checked ? 'true' : null)}
        />
        {say(w.mine)}
      </label>
      <select
        aria-label={say(w.record)}
        value={params.get('record') ?? ''}
        onChange={({ target }) => set('record', target.value)}
      >
        <option value="">{say(w.anyRecord)}</option>
        {records
          .filter(({ record }) => Object.keys(record.deadlines).length > 0 && mayRead(record, roles))
          .map(({ record, words }) => (
            <option key={record.name} value={record.name}>
              {say(words.name)}
            </option>
          ))}
      </select>
      <RefPicker
        to="customer"
        label={say(w.customer)}
        hint={say(w.customer)}
        value={params.get('customer')}
        onChange={(id) => set('customer', id)}
      />
      {(['from', 'to'] as const).map((end) => (
        <label key={end} className="row date">
          <span className="quiet">{say(w[end])}</span>
          <DateInput aria-label={say(w[end])} value={params.get(end) ?? ''} onChange={(value) => set(end, value)} />
        </label>
      ))}
      {[
        ['clause', w.clause, clause] as const,
        ['control', w.control, control === null ? null : say(controlNamed(control)?.name ?? [control, control])] as const,
      ].map(([name, word, value]) =>
        value === null ? null : (
          <span key={name} className="chip picked">
            {say(word)}: {value}
            <button type="button" aria-label={`${say(w.clear)} ${say(word)}`} onClick={() => set(name, null)}>
              <Icon name="close" size={12} />
            </button>
          </span>
        ),
      )}
    </div>
  );
}

function Row({ owed, onOpen }: { owed: Commitment; onOpen: () => void }) {
  const say = useSay();
  const format = useFormat();
  const found = recordNamed(owed.record);
  return (
    <tr>
      <td>
        <button type="button" className="plain promise-name" onClick={onOpen}>
          {owed.name}
        </button>
      </td>
      <td>
        {found ? (
          <Link to={`/${found.record.plural}/${owed.recordId}`}>
            {say(found.words.name)} <span className="number">{owed.number}</span>
          </Link>
        ) : (
          owed.number
        )}
      </td>
      <td>
        <Debtor owed={owed} />
      </td>
      <td>{owed.dueAt && <time dateTime={owed.dueAt}>{format.shortInstant(owed.dueAt)}</time>}</td>
      <td>
        <PromiseMark owed={owed} />
      </td>
      <td>
        {owed.clauses.map((clause) => (
          <ClauseLink key={clause.id} clause={clause} />
        ))}
      </td>
    </tr>
  );
}
