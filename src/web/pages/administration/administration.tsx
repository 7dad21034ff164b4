import { type ComponentType, lazy, Suspense } from 'react';
import { Navigate, NavLink, useParams } from 'react-router';
import { Empty, Skeleton } from '../../kit/told.tsx';
import { useSay } from '../../preferences.tsx';
import { useMe } from '../../session.tsx';
import { useCrumbs } from '../../shell/crumbs.tsx';
import './administration.css';
import { adminWords as w } from './words.ts';

/** Each part of the administration; those that are not for administrators alone are `open`. */
const PARTS: Record<string, { page: ComponentType; open?: true }> = {
  people: { page: lazy(() => import('./people.tsx')) },
  departments: { page: lazy(() => import('./departments.tsx')), open: true },
  roles: { page: lazy(() => import('./roles.tsx')), open: true },
  calendars: { page: lazy(() => import('./calendar/calendars.tsx')), open: true },
  numbering: { page: lazy(() => import('./numbering.tsx')) },
  keys: { page: lazy(() => import('./keys.tsx')) },
  sessions: { page: lazy(() => import('./sessions.tsx')) },
  jobs: { page: lazy(() => import('./jobs.tsx')) },
  journal: { page: lazy(() => import('./journal.tsx')) },
  backups: { page: lazy(() => import('./backups.tsx')) },
  imports: { page: lazy(() => import('./imports.tsx')) },
};

/** Everything that keeps the system going, a tab each. */
export default function Administration() {
  const say = useSay();
  const { roles } = useMe();
  const { part = '' } = useParams();
  const isAdmin = roles.includes('admin');
  const found = PARTS[part];
  const name = w.parts[part];
  useCrumbs([{ name: say(w.title), to: '/administration' }, ...(name ? [{ name: say(name) }] : [])]);
  if (!found) return <Navigate to={isAdmin ? '/administration/people' : '/administration/roles'} replace />;
  const Page = found.page;
  return (
    <div className="administration">
      <div className="page-head">
        <h1>{say(w.title)}</h1>
      </div>
      <nav className="tabs" aria-label={say(w.title)}>
        {Object.entries(PARTS)
          .filter(([, { open }]) => isAdmin || open)
          .map(([key]) => (
            <NavLink key={key} to={`/administration/${key}`}>
              {say(w.parts[key]!)}
            </NavLink>
          ))}
      </nav>
      <Suspense fallback={<Skeleton lines={6} />}>
        {isAdmin || found.open ? <Page /> : <Empty title={say(w.onlyAdmin)} />}
      </Suspense>
    </div>
  );
}
