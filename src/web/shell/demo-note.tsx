import { useQuery } from '@tanstack/react-query';
import { type RoleName, roles } from '#domain/org/roles';
import { useSay } from '../preferences.tsx';
import { useApi } from '../session.tsx';
import { demoWords as w } from './words.ts';

/** On the sign-in page of the demo company: what it is, who works there, and their password. Elsewhere there is nothing to say. */
export function DemoNote() {
  const say = useSay();
  const api = useApi();
  const { data } = useQuery({
    queryKey: ['demo'],
    staleTime: Number.POSITIVE_INFINITY,
    retry: false,
    queryFn: ({ signal }) => api.call('GET /api/demo', { signal }),
  });
  if (!data) return null;
  return (
    <section aria-label={say(w.name)}>
      <p>
        {say(w.what)} <code>{data.password}</code>
      </p>
      <details>
        <summary>{say(w.accounts)}</summary>
        <ul>
          {data.accounts.map(({ login, name, roles: held }) => (
            <li key={login}>
              <code>{login}</code> {name}{' '}
              <span className="quiet">{held.map((role) => say(roles[role as RoleName])).join(' · ')}</span>
            </li>
          ))}
        </ul>
      </details>
    </section>
  );
}
