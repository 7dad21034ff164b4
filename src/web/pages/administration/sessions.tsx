import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Link } from 'react-router';
import { useFormat } from '../../company.ts';
import { ProblemNote, Skeleton } from '../../kit/told.tsx';
import { useSay } from '../../preferences.tsx';
import { useApi } from '../../session.tsx';
import { useAct } from './act.ts';
import { Table } from './table.tsx';
import { adminWords as a, peopleWords, runWords as w } from './words.ts';

/** Everybody who is signed in. */
export default function Sessions() {
  const say = useSay();
  const api = useApi();
  const format = useFormat();
  const [term, setTerm] = useState('');
  const { run, error: failed, busy } = useAct('open-sessions');
  const { data, error, refetch } = useQuery({
    queryKey: ['open-sessions'],
    queryFn: ({ signal }) => api.call('GET /api/open-sessions', { signal }),
  });
  const own = useQuery({ queryKey: ['sessions'], queryFn: ({ signal }) => api.call('GET /api/sessions', { signal }) });
  const current = own.data?.items.find((session) => session.current)?.id;
  const shown = data?.items.filter(({ name, ip }) => `${name} ${ip}`.toLowerCase().includes(term.toLowerCase())) ?? [];
  return (
    <section>
      <p className="quiet about">{say(w.sessionsAbout)}</p>
      <p className="row asks">
        <input
          type="search"
          aria-label={say(peopleWords.find)}
          placeholder={say(peopleWords.find)}
          value={term}
          onChange={({ target }) => setTerm(target.value)}
        />
      </p>
      <ProblemNote error={error ?? failed} onRetry={() => void refetch()} />
      {!data && !error && <Skeleton lines={6} />}
      {data && (
        <Table
          name={say(a.parts['sessions']!)}
          heads={[peopleWords.person, w.device, w.address, w.begun, peopleWords.lastSeen, a.actions].map(say)}
          rows={shown.map(({ id, employee, name, userAgent, ip, createdAt, lastSeenAt }) => ({
            key: id,
            cells: [
              <Link key="name" to={`/employees/${employee}`}>
                {name}
              </Link>,
              <span key="device" className="device" title={userAgent}>
                {deviceIn(userAgent)}
              </span>,
              <span key="address" className="number">
                {ip}
              </span>,
              format.shortInstant(createdAt),
              format.shortInstant(lastSeenAt),
              id === current ? (
                <strong>{say(w.thisOne)}</strong>
              ) : (
                <button
                  type="button"
                  disabled={busy}
                  aria-label={`${say(w.end)} ${name}`}
                  onClick={() => void run(() => api.call('DELETE /api/sessions/{id}', { in: { id } }), say(w.ended))}
                >
                  {say(w.end)}
                </button>
              ),
            ],
          }))}
        />
      )}
    </section>
  );
}

/** What a person would call the device that a browser says it runs on; what it says, where that is nothing known. */
export function deviceIn(userAgent: string): string {
  const system = /(iPhone|iPad|Android|Windows|Mac OS X|CrOS|Linux)/.exec(userAgent)?.[1];
  const browser = /(MicroMessenger|DingTalk|Edg|Firefox|Chrome|Safari)\//.exec(userAgent)?.[1];
  const names: Record<string, string> = {
    'Mac OS X': 'macOS',
    CrOS: 'ChromeOS',
    Edg: 'Edge',
    MicroMessenger: '微信 WeChat',
    DingTalk: '钉钉 DingTalk',
  };
  const named = [browser, system].flatMap((name) => (name === undefined ? [] : [names[name] ?? name]));
  return named.length > 0 ? named.join(' · ') : userAgent.slice(0, 60) || '—';
}
