import { useInfiniteQuery } from '@tanstack/react-query';
import { useDeferredValue, useState } from 'react';
import { Link, useSearchParams } from 'react-router';
import { roles } from '#domain/org/roles';
import type { Routes } from '../../api/routes.ts';
import { useFormat } from '../../company.ts';
import { Icon } from '../../kit/icon.tsx';
import { roleWord } from '../../kit/parties.tsx';
import { Empty, ProblemNote, Skeleton } from '../../kit/told.tsx';
import { useSay } from '../../preferences.tsx';
import { useApi } from '../../session.tsx';
import { useDepartments } from './departments.tsx';
import { PersonDialog } from './person-dialog.tsx';
import { adminWords as a, peopleWords as w } from './words.ts';

export type Account = Routes['GET /api/accounts']['answer']['items'][number];

/** Everybody who works here: roles, account, when last seen. */
export default function People() {
  const say = useSay();
  const [params, setParams] = useSearchParams();
  const [managed, setManaged] = useState<string | null>(null);
  const { data, error, refetch, hasNextPage, fetchNextPage } = useAccounts(params);
  const departments = useDepartments().data ?? [];
  const items = data?.pages.flatMap((page) => page.items);
  const person = items?.find(({ employee }) => employee === managed);
  const ask = (name: string, value: string) => {
    const next = new URLSearchParams(params);
    if (value === '') next.delete(name);
    else next.set(name, value);
    setParams(next, { replace: true });
  };
  return (
    <section>
      <p className="quiet about">{say(w.about)}</p>
      <div className="row asks">
        <input
          type="search"
          aria-label={say(w.find)}
          placeholder={say(w.find)}
          value={params.get('q') ?? ''}
          onChange={({ target }) => ask('q', target.value)}
        />
        <select
          aria-label={say(w.department)}
          value={params.get('department') ?? ''}
          onChange={({ target }) => ask('department', target.value)}
        >
          <option value="">{say(w.everyDepartment)}</option>
          {departments.map(({ id, name }) => (
            <option key={id} value={id}>
              {String(name)}
            </option>
          ))}
        </select>
        <select aria-label={say(w.role)} value={params.get('role') ?? ''} onChange={({ target }) => ask('role', target.value)}>
          <option value="">{say(w.everyRole)}</option>
          {Object.entries(roles)
            .filter(([role]) => role !== 'employee' && role !== 'portal_customer')
            .map(([role, name]) => (
              <option key={role} value={role}>
                {say(name)}
              </option>
            ))}
        </select>
        <select
          aria-label={say(w.standing)}
          value={params.get('standing') ?? ''}
          onChange={({ target }) => ask('standing', target.value)}
        >
          {Object.entries(w.standings).map(([standing, name]) => (
            <option key={standing} value={standing}>
              {say(name)}
            </option>
          ))}
        </select>
        <Link className="button" to="/employees/new">
          <Icon name="plus" /> {say(w.newEmployee)}
        </Link>
      </div>
      <ProblemNote error={error} onRetry={() => void refetch()} />
      {!items && !error && <Skeleton lines={10} />}
      {items?.length === 0 && <Empty title={say(w.none)} />}
      {items && items.length > 0 && <Table items={items} onManage={setManaged} />}
      {hasNextPage && (
        <p>
          <button type="button" onClick={() => void fetchNextPage()}>
            {say(a.more)}
          </button>
        </p>
      )}
      {person && <PersonDialog account={person} onClose={() => setManaged(null)} />}
    </section>
  );
}

function useAccounts(params: URLSearchParams) {
  const api = useApi();
  const term = useDeferredValue(params.get('q')?.trim() ?? '');
  const filters = ['department', 'role', 'standing'].flatMap((name) => (params.get(name) ? [[name, params.get(name)!]] : []));
  const question = new URLSearchParams([...(term ? [['q', term]] : []), ...filters] as [string, string][]).toString();
  return useInfiniteQuery({
    queryKey: ['accounts', question],
    queryFn: ({ pageParam, signal }) =>
      api.call('GET /api/accounts', {
        query: { ...Object.fromEntries(new URLSearchParams(question)), ...(pageParam !== null && { after: pageParam }) },
        signal,
      }),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
    placeholderData: (before) => before,
  });
}

function Table({ items, onManage }: { items: readonly Account[]; onManage: (employee: string) => void }) {
  const say = useSay();
  const format = useFormat();
  return (
    <div className="scroll" role="region" aria-label={say(a.parts['people']!)} tabIndex={0}>
      <table>
        <thead>
          <tr>
            <th scope="col">{say(w.person)}</th>
            <th scope="col">{say(w.department)}</th>
            <th scope="col">{say(w.roles)}</th>
            <th scope="col">{say(w.login)}</th>
            <th scope="col">{say(w.lastSeen)}</th>
            <th scope="col">{say(a.actions)}</th>
          </tr>
        </thead>
        <tbody>
          {items.map((one) => (
            <tr key={one.employee}>
              <td>
                <Link to={`/employees/${one.employee}`}>{one.name}</Link> <span className="number quiet">{one.number}</span>
              </td>
              <td>{one.departmentName ?? '—'}</td>
              <td>{one.roles.map((role) => say(roleWord(role))).join('、') || '—'}</td>
              <td>
                {one.login ?? <span className="quiet">{say(w.noAccount)}</span>} <Standing account={one} />
              </td>
              <td>{one.lastSeenAt ? format.shortInstant(one.lastSeenAt) : say(a.never)}</td>
              <td>
                <button type="button" aria-label={say(w.manage(one.name))} onClick={() => onManage(one.employee)}>
                  <Icon name="sliders" /> {say(w.account)}
                </button>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Standing({ account }: { account: Account }) {
  const say = useSay();
  return (
    <>
      {account.lockedAt && (
        <span className="mark breached">
          <Icon name="lock" size={14} /> {say(w.locked)}
        </span>
      )}
      {account.mustChange && !account.lockedAt && <span className="mark soon">{say(w.mustChange)}</span>}
      {account.secondFactor && (
        <span className="mark kept">
          <Icon name="check" size={14} /> {say(w.secondFactor)}
        </span>
      )}
    </>
  );
}
