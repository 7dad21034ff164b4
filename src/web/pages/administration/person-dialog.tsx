import { useQuery } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { Link } from 'react-router';
import { roleGrant } from '#domain/org/role-grant/role-grant';
import { roles } from '#domain/org/roles';
import { asAny } from '#kernel/declare/record';
import { listPage } from '../../api/records.ts';
import { useFormat } from '../../company.ts';
import { Dialog } from '../../kit/dialog.tsx';
import { roleWord } from '../../kit/parties.tsx';
import { ProblemNote } from '../../kit/told.tsx';
import { useSay } from '../../preferences.tsx';
import { useApi } from '../../session.tsx';
import { useAct } from './act.ts';
import type { Account } from './people.tsx';
import { Secret } from './secret.tsx';
import { adminWords as a, peopleWords as w } from './words.ts';

/** One person's account and roles. */
export function PersonDialog({ account, onClose }: { account: Account; onClose: () => void }) {
  const say = useSay();
  return (
    <Dialog title={account.name} onClose={onClose} side>
      <div className="stack">
        <p>
          <span className="number">{account.number}</span> · {account.departmentName ?? '—'} ·{' '}
          <Link to={`/employees/${account.employee}`}>{say(w.page)}</Link>
        </p>
        <AccountPart account={account} />
        <Grants employee={account.employee} />
      </div>
    </Dialog>
  );
}

function AccountPart({ account: { employee, login, lockedAt, secondFactor, state } }: { account: Account }) {
  const say = useSay();
  const api = useApi();
  const { run, error, busy } = useAct('accounts');
  const [name, setName] = useState('');
  const [secret, setSecret] = useState<{ login: string; password: string } | null>(null);
  const at = { in: { id: employee } };
  const open = (event: FormEvent) => {
    event.preventDefault();
    void run(() => api.call('POST /api/accounts', { body: { employee, login: name } })).then((made) => made && setSecret(made));
  };
  const act = (route: 'lock' | 'unlock') => void run(() => api.call(`POST /api/accounts/{id}/${route}`, at), say(w.changed));
  return (
    <section className="stack">
      <h3>{say(w.account)}</h3>
      {login === null && state === 'active' && (
        <form className="row" onSubmit={open}>
          <input
            required
            aria-label={say(w.login)}
            placeholder={say(w.login)}
            autoComplete="off"
            value={name}
            onChange={({ target }) => setName(target.value)}
          />
          <button type="submit" className="primary" disabled={busy}>
            {say(w.open)}
          </button>
        </form>
      )}
      {login !== null && (
        <>
          <p>
            {say(w.login)} <strong>{login}</strong>
          </p>
          <p className="quiet">{say(w.resetSays)}</p>
          <p className="row">
            <button
              type="button"
              disabled={busy}
              onClick={() =>
                void run(() => api.call('POST /api/accounts/{id}/password', at)).then((made) => made && setSecret(made))
              }
            >
              {say(w.reset)}
            </button>
            <button type="button" disabled={busy} onClick={() => act(lockedAt ? 'unlock' : 'lock')}>
              {say(lockedAt ? w.unlock : w.lock)}
            </button>
            {secondFactor && (
              <button
                type="button"
                disabled={busy}
                onClick={() => void run(() => api.call('DELETE /api/accounts/{id}/second-factor', at), say(w.changed))}
              >
                {say(w.dropFactor)}
              </button>
            )}
          </p>
        </>
      )}
      <ProblemNote error={error} />
      {secret && <Secret title={say(w.firstPassword(secret.login))} text={secret.password} onClose={() => setSecret(null)} />}
    </section>
  );
}

/** Roles are records: who granted and revoked them, and why, is in their journal. */
function Grants({ employee }: { employee: string }) {
  const say = useSay();
  const api = useApi();
  const format = useFormat();
  const { run, error, busy } = useAct('role-grants', 'accounts');
  const [role, setRole] = useState('');
  const [revoking, setRevoking] = useState<{ id: string; reason: string } | null>(null);
  const { data } = useQuery({
    queryKey: ['role-grants', 'of', employee],
    queryFn: ({ signal }) =>
      listPage(
        api,
        asAny(roleGrant),
        new URLSearchParams({ 'filter[employee]': employee, 'filter[state]': 'in_force', limit: '100' }),
        signal,
      ),
  });
  const give = (event: FormEvent) => {
    event.preventDefault();
    void run(
      () => api.send('POST', '/api/role-grants', { body: { employee, role, fromDate: format.today() } }),
      say(w.granted),
    ).then(() => setRole(''));
  };
  const revoke = (event: FormEvent) => {
    event.preventDefault();
    if (!revoking) return;
    const { id, reason } = revoking;
    void run(() => api.send('POST', `/api/role-grants/${id}/revoke`, { body: { reason } }), say(w.revoked)).then(() =>
      setRevoking(null),
    );
  };
  const held = data?.items ?? [];
  return (
    <section className="stack">
      <h3>{say(w.roles)}</h3>
      {data && held.length === 0 && <p className="quiet">{say(w.noRoles)}</p>}
      <ul className="grants">
        {held.map((grant) => (
          <li key={grant.id}>
            <Link to={`/role-grants/${grant.id}`}>{say(roleWord(String(grant['role'])))}</Link>{' '}
            <span className="quiet">
              {say(a.since)} {format.day(String(grant['fromDate']))}
              {typeof grant['untilDate'] === 'string' && ` ${say(a.until)} ${format.day(grant['untilDate'])}`}
            </span>
            {revoking?.id === grant.id ? (
              <form className="row" onSubmit={revoke}>
                <input
                  required
                  minLength={2}
                  autoFocus
                  aria-label={say(w.reason)}
                  placeholder={say(w.reason)}
                  value={revoking.reason}
                  onChange={({ target }) => setRevoking({ id: grant.id, reason: target.value })}
                />
                <button type="submit" disabled={busy}>
                  {say(w.revoke)}
                </button>
              </form>
            ) : (
              <button type="button" onClick={() => setRevoking({ id: grant.id, reason: '' })}>
                {say(w.revoke)}
              </button>
            )}
          </li>
        ))}
      </ul>
      <form className="row" onSubmit={give}>
        <select required aria-label={say(w.role)} value={role} onChange={({ target }) => setRole(target.value)}>
          <option value="">—</option>
          {Object.entries(roles)
            .filter(
              ([name]) => name !== 'employee' && name !== 'portal_customer' && !held.some((grant) => grant['role'] === name),
            )
            .map(([name, words]) => (
              <option key={name} value={name}>
                {say(words)}
              </option>
            ))}
        </select>
        <button type="submit" disabled={busy}>
          {say(w.give)}
        </button>
      </form>
      <ProblemNote error={error} />
    </section>
  );
}
