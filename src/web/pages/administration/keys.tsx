import { useQuery } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { roles } from '#domain/org/roles';
import type { Routes } from '../../api/routes.ts';
import { useFormat } from '../../company.ts';
import { Dialog } from '../../kit/dialog.tsx';
import { Icon } from '../../kit/icon.tsx';
import { roleWord } from '../../kit/parties.tsx';
import { Empty, ProblemNote, Skeleton } from '../../kit/told.tsx';
import { useSay } from '../../preferences.tsx';
import { useApi } from '../../session.tsx';
import { useAct } from './act.ts';
import { Secret } from './secret.tsx';
import { Table } from './table.tsx';
import { adminWords as a, peopleWords, runWords as w } from './words.ts';

type Key = Routes['GET /api/api-keys']['answer']['items'][number];
type Wanted = Routes['POST /api/api-keys']['body'];

/** The keys of programs: what each may do, until when, when last used. */
export default function Keys() {
  const say = useSay();
  const api = useApi();
  const format = useFormat();
  const [making, setMaking] = useState(false);
  const [made, setMade] = useState<string | null>(null);
  const { run, error: failed, busy } = useAct('api-keys');
  const { data, error, refetch } = useQuery({
    queryKey: ['api-keys'],
    queryFn: ({ signal }) => api.call('GET /api/api-keys', { signal }),
  });
  const revoke = ({ id }: Key) => void run(() => api.call('DELETE /api/api-keys/{id}', { in: { id } }), say(w.revoked));
  const when = (at: string | null) => (at === null ? say(a.never) : format.shortInstant(at));
  return (
    <section>
      <p className="quiet about">{say(w.keysAbout)}</p>
      <p>
        <button type="button" className="primary" onClick={() => setMaking(true)}>
          <Icon name="plus" /> {say(w.newKey)}
        </button>
      </p>
      <ProblemNote error={error ?? failed} onRetry={() => void refetch()} />
      {!data && !error && <Skeleton lines={5} />}
      {data?.items.length === 0 && <Empty title={say(w.noKeys)} />}
      {data && data.items.length > 0 && (
        <Table
          name={say(a.parts['keys']!)}
          heads={[w.keyName, peopleWords.roles, w.scope, w.created, w.lastUsed, w.expires, a.state, a.actions].map(say)}
          rows={data.items.map((key) => ({
            key: key.id,
            cells: [
              key.name,
              key.roles.map((role) => say(roleWord(role))).join('、'),
              say(w.scopes[widest(key)]!),
              when(key.createdAt),
              when(key.lastUsedAt),
              key.expiresAt === null ? '—' : when(key.expiresAt),
              say(standing(key)),
              key.revokedAt === null && (
                <button type="button" disabled={busy} aria-label={`${say(w.revoke)} ${key.name}`} onClick={() => revoke(key)}>
                  {say(w.revoke)}
                </button>
              ),
            ],
          }))}
        />
      )}
      {making && (
        <NewKey
          onClose={() => setMaking(false)}
          onMade={(key) => {
            setMaking(false);
            setMade(key);
          }}
        />
      )}
      {made !== null && <Secret title={say(w.theKey)} text={made} onClose={() => setMade(null)} />}
    </section>
  );
}

const widest = ({ scopes }: Key): string =>
  (['admin', 'write', 'read'] as const).find((scope) => scopes.includes(scope)) ?? 'read';

const standing = ({ revokedAt, expiresAt }: Key) =>
  revokedAt !== null ? w.revoked : expiresAt !== null && Date.parse(expiresAt) < Date.now() ? w.expired : w.inForce;

function NewKey({ onClose, onMade }: { onClose: () => void; onMade: (key: string) => void }) {
  const say = useSay();
  const api = useApi();
  const { run, error, busy } = useAct('api-keys');
  const [name, setName] = useState('');
  const [held, setHeld] = useState<readonly string[]>([]);
  const [scope, setScope] = useState<Wanted['scope']>('read');
  const [days, setDays] = useState('90');
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const body = { name, roles: held, scope, days: days === '' ? null : Number(days) } as Wanted;
    void run(() => api.call('POST /api/api-keys', { body })).then((made) => made && onMade(made.key));
  };
  return (
    <Dialog
      title={say(w.newKey)}
      onClose={onClose}
      foot={
        <button type="submit" form="new-key" className="primary" disabled={busy || held.length === 0}>
          {say(w.newKey)}
        </button>
      }
    >
      <form id="new-key" className="stack" onSubmit={submit}>
        <label className="field">
          <span className="field-name">{say(w.keyName)}</span>
          <input required maxLength={200} value={name} onChange={({ target }) => setName(target.value)} />
        </label>
        <label className="field">
          <span className="field-name">{say(w.scope)}</span>
          <select value={scope} onChange={({ target }) => setScope(target.value as Wanted['scope'])}>
            {Object.entries(w.scopes).map(([value, words]) => (
              <option key={value} value={value}>
                {say(words)}
              </option>
            ))}
          </select>
        </label>
        <label className="field">
          <span className="field-name">{say(w.days)}</span>
          <input type="number" min={1} max={3650} value={days} onChange={({ target }) => setDays(target.value)} />
          <small>{say(w.daysHint)}</small>
        </label>
        <fieldset className="choices">
          <legend>{say(peopleWords.roles)}</legend>
          {Object.entries(roles)
            .filter(([role]) => role !== 'portal_customer')
            .map(([role, words]) => (
              <label key={role}>
                <input
                  type="checkbox"
                  checked={held.includes(role)}
                  onChange={({ target }) => setHeld(target.checked ? [...held, role] : held.filter((other) => other !== role))}
                />{' '}
                {say(words)}
              </label>
            ))}
        </fieldset>
        <ProblemNote error={error} />
      </form>
    </Dialog>
  );
}
