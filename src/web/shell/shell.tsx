import { Suspense, useEffect, useRef, useState } from 'react';
import { Navigate, Outlet, useLocation, useNavigate } from 'react-router';
import { Refusal } from '../api/client.ts';
import { useKeys } from '../keys.ts';
import { Dialog } from '../kit/dialog.tsx';
import { Icon } from '../kit/icon.tsx';
import { Menu } from '../kit/menu.tsx';
import { ProblemNote, Skeleton } from '../kit/told.tsx';
import { usePreferences, useSay } from '../preferences.tsx';
import { MeProvider, useMe, useMeQuery, useSession } from '../session.tsx';
import { Boundary } from './boundary.tsx';
import { CrumbsProvider, Trail } from './crumbs.tsx';
import { KeySheet } from './key-sheet.tsx';
import { useLive } from './live.ts';
import { Navigation } from './navigation.tsx';
import { News } from './news.tsx';
import { Offline } from './offline.tsx';
import { Palette } from './palette.tsx';
import { SaidProvider } from './said.tsx';
import { SignInAgain } from './sign-in.tsx';
import { shellWords as w } from './words.ts';

/** Everything around a page, once somebody is signed in. */
export function Shell() {
  const { data: me, error, refetch } = useMeQuery();
  const { ended } = useSession();
  const location = useLocation();
  if (me)
    return (
      <MeProvider value={me}>
        <SaidProvider>
          <CrumbsProvider>
            <Frame />
          </CrumbsProvider>
        </SaidProvider>
        {ended && <SignInAgain />}
      </MeProvider>
    );
  if (error instanceof Refusal && error.status === 401)
    return <Navigate to={`/sign-in?return=${encodeURIComponent(location.pathname + location.search)}`} replace />;
  return <main className="waiting">{error ? <ProblemNote error={error} onRetry={() => void refetch()} /> : <Skeleton />}</main>;
}

type Opened = 'palette' | 'keys' | 'navigation' | null;

function Frame() {
  const say = useSay();
  const { pathname } = useLocation();
  const navigate = useNavigate();
  const [opened, setOpened] = useState<Opened>(null);
  const leader = useRef(0);
  useLive();
  useEffect(() => setOpened((now) => (now === 'navigation' ? null : now)), [pathname]);
  const after = (where: string) => () => {
    if (Date.now() - leader.current < 1500) void navigate(where);
  };
  useKeys({
    'mod+k': () => setOpened('palette'),
    '?': () => setOpened('keys'),
    g: () => {
      leader.current = Date.now();
    },
    w: after('/workbench'),
    c: after('/commitments'),
    m: after('/news'),
  });
  return (
    <div className="frame">
      <a className="skip" href="#page">
        {say(w.skip)}
      </a>
      <aside className="sidebar">
        <Mark />
        <Navigation />
      </aside>
      <header className="top">
        <button
          type="button"
          className="plain square narrow-only"
          onClick={() => setOpened('navigation')}
          aria-label={say(w.openNavigation)}
        >
          <Icon name="menu" size={20} />
        </button>
        <Trail />
        <button type="button" className="search-button" onClick={() => setOpened('palette')}>
          <Icon name="search" />
          <span>{say(w.search)}</span>
          <kbd>Ctrl K</kbd>
        </button>
        <News />
        <Display onKeys={() => setOpened('keys')} />
        <Person />
      </header>
      <main id="page" className="page" tabIndex={-1}>
        <Offline />
        <Boundary key={pathname.split('/')[1]}>
          <Suspense fallback={<Skeleton lines={6} />}>
            <Outlet />
          </Suspense>
        </Boundary>
      </main>
      {opened === 'palette' && <Palette onClose={() => setOpened(null)} />}
      {opened === 'keys' && <KeySheet onClose={() => setOpened(null)} />}
      {opened === 'navigation' && (
        <Dialog title={say(w.product)} onClose={() => setOpened(null)} side>
          <Navigation onGo={() => setOpened(null)} />
        </Dialog>
      )}
    </div>
  );
}

const Mark = () => (
  <p className="product">
    <img src="/icon.svg" alt="" width="20" height="20" /> 履约 <span>Lüyue</span>
  </p>
);

/** Language, colours, density: all without reloading. */
function Display({ onKeys }: { onKeys: () => void }) {
  const say = useSay();
  const { preferences, prefer } = usePreferences();
  const of = (part: 'theme' | 'density', words: typeof w.themes) =>
    Object.entries(words).map(([value, name]) => ({
      key: `${part} ${value}`,
      label: `${say(w[part])} · ${say(name)}`,
      chosen: preferences[part] === value,
      run: () => prefer({ [part]: value }),
    }));
  return (
    <Menu
      align="right"
      name={say(w.view)}
      className="plain square"
      label={<Icon name="sliders" size={18} />}
      items={[
        { key: 'zh', label: '中文', chosen: preferences.locale === 'zh', run: () => prefer({ locale: 'zh' }) },
        { key: 'en', label: 'English', chosen: preferences.locale === 'en', run: () => prefer({ locale: 'en' }) },
        ...of('theme', w.themes),
        ...of('density', w.densities),
        { key: 'keys', label: `${say(w.keys)} (?)`, run: onKeys },
      ]}
    />
  );
}

function Person() {
  const say = useSay();
  const me = useMe();
  const navigate = useNavigate();
  const { signOut } = useSession();
  return (
    <Menu
      align="right"
      name={me.name}
      label={
        <>
          <Icon name="person" size={18} /> <span className="wide-only">{me.name}</span>
        </>
      }
      items={[
        { key: 'account', label: say(w.account), note: me.login ?? undefined, run: () => void navigate('/account') },
        { key: 'out', label: say(w.signOut), run: () => void signOut() },
      ]}
    />
  );
}
