import { useEffect, useRef } from 'react';
import { Link, Outlet, Route, Routes, useLocation } from 'react-router';
import { usePreferences, useSay } from '../preferences.tsx';
import { ComplainPage } from './complain.tsx';
import { ComplaintPage } from './complaint.tsx';
import { DeliveryPage } from './delivery.tsx';
import { AnswerPage, EnterPage, SignInPage } from './door.tsx';
import { HomePage } from './home.tsx';
import { ComplaintsPage, DeliveriesPage, OrdersPage, VisitsPage } from './lists.tsx';
import { ObjectPage } from './object.tsx';
import { ObjectionPage } from './objection.tsx';
import { OrderPage } from './order.tsx';
import { Outbox } from './outbox.tsx';
import { PlaceOrderPage } from './place-order.tsx';
import { useForget, useMe, usePortal } from './portal.tsx';
import { ProductPage } from './product.tsx';
import { RatePage } from './rate.tsx';
import { forgetTyped } from './send.ts';
import { Nothing } from './shown.tsx';
import { SignPage } from './sign.tsx';
import { SurveyPage } from './survey.tsx';
import { portalWords as w } from './words.ts';

/** Every page of the portal and where it lies, below `/portal`. */
export function App() {
  return (
    <Routes>
      <Route element={<Frame isOpen />}>
        <Route path="/sign-in" element={<SignInPage />} />
        <Route path="/enter" element={<EnterPage />} />
        <Route path="/answer" element={<AnswerPage />} />
        <Route path="/products/:number" element={<ProductPage />} />
      </Route>
      <Route element={<Frame />}>
        <Route index element={<HomePage />} />
        <Route path="/orders" element={<OrdersPage />} />
        <Route path="/orders/new" element={<PlaceOrderPage />} />
        <Route path="/orders/:id" element={<OrderPage />} />
        <Route path="/deliveries" element={<DeliveriesPage />} />
        <Route path="/deliveries/:id" element={<DeliveryPage />} />
        <Route path="/deliveries/:id/sign" element={<SignPage />} />
        <Route path="/deliveries/:id/object" element={<ObjectPage />} />
        <Route path="/deliveries/:id/rate" element={<RatePage />} />
        <Route path="/objections/:id" element={<ObjectionPage />} />
        <Route path="/complaints" element={<ComplaintsPage />} />
        <Route path="/complaints/new" element={<ComplainPage />} />
        <Route path="/complaints/:id" element={<ComplaintPage />} />
        <Route path="/visits" element={<VisitsPage />} />
        <Route path="/surveys/:id" element={<SurveyPage />} />
        <Route path="*" element={<Nothing />} />
      </Route>
    </Routes>
  );
}

/** The company's name above, the page, and what belongs to the reader below. */
function Frame({ isOpen = false }: { isOpen?: boolean }) {
  const say = useSay();
  const { about } = usePortal();
  const { pathname } = useLocation();
  const main = useRef<HTMLElement>(null);
  const me = useMe(!isOpen);
  useEffect(() => {
    document.title = about.name === '' ? say(w.portal) : `${about.name} · ${say(w.portal)}`;
  }, [about.name, say]);
  useEffect(() => {
    main.current?.focus(); // a reader who does not see is told that another page has come
    scrollTo(0, 0);
  }, [pathname]);
  return (
    <>
      <a className="button skip" href="#page">
        {say(w.skip)}
      </a>
      <header className="bar">
        <div>
          <strong>{isOpen ? about.name || say(w.portal) : <Link to="/">{about.name || say(w.portal)}</Link>}</strong>
          <LanguageButton />
        </div>
      </header>
      <main ref={main} id="page" tabIndex={-1}>
        {me && <Outbox person={me.id} />}
        <Outlet />
      </main>
      <Foot name={me ? `${me.name} · ${me.customerName}` : null} />
    </>
  );
}

function LanguageButton() {
  const say = useSay();
  const { preferences, prefer } = usePreferences();
  const other = preferences.locale === 'zh' ? 'en' : 'zh';
  return (
    <button type="button" className="plain" lang={other === 'en' ? 'en' : 'zh-CN'} onClick={() => prefer({ locale: other })}>
      {say(w.otherLanguage)}
    </button>
  );
}

function Foot({ name }: { name: string | null }) {
  const say = useSay();
  const { api } = usePortal();
  const forget = useForget();
  const { preferences, prefer } = usePreferences();
  const isDark = document.documentElement.dataset['theme'] === 'dark';
  const signOut = async () => {
    await api.call('DELETE /api/portal/session').catch(() => undefined); // it may have ended by itself
    forgetTyped();
    await forget();
  };
  return (
    <footer className="foot">
      <span>{name}</span>
      <span>
        <button
          type="button"
          className="plain"
          data-theme-now={preferences.theme}
          onClick={() => prefer({ theme: isDark ? 'light' : 'dark' })}
        >
          {say(isDark ? w.light : w.dark)}
        </button>
        {name !== null && (
          <button type="button" className="plain" onClick={() => void signOut()}>
            {say(w.signOut)}
          </button>
        )}
      </span>
    </footer>
  );
}
