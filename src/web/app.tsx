import { lazy } from 'react';
import { Navigate, Route, Routes } from 'react-router';
import { Shell } from './shell/shell.tsx';
import { SignInPage } from './shell/sign-in.tsx';

const Workbench = lazy(() => import('./pages/workbench/workbench.tsx'));
const Commitments = lazy(() => import('./pages/commitments/commitments.tsx'));
const Clauses = lazy(() => import('./pages/clauses/clauses.tsx'));
const Figures = lazy(() => import('./pages/kpi/figures.tsx'));
const Settings = lazy(() => import('./pages/settings/settings.tsx'));
const Account = lazy(() => import('./pages/account/account.tsx'));
const List = lazy(() => import('./kit/record-list/record-list.tsx'));
const Record = lazy(() => import('./kit/record-page/record-page.tsx'));
const Create = lazy(() => import('./kit/record-page/create-page.tsx'));

/** Every page and where it lies. What no page of its own serves is a record's. */
export function App() {
  return (
    <Routes>
      <Route path="/sign-in" element={<SignInPage />} />
      <Route element={<Shell />}>
        <Route index element={<Navigate to="/workbench" replace />} />
        <Route path="/workbench" element={<Workbench />} />
        <Route path="/commitments" element={<Commitments />} />
        <Route path="/clauses" element={<Clauses />} />
        <Route path="/kpi" element={<Figures />} />
        <Route path="/settings" element={<Settings />} />
        <Route path="/account" element={<Account />} />
        <Route path="/:plural" element={<List />} />
        <Route path="/:plural/new" element={<Create />} />
        <Route path="/:plural/:id" element={<Record />} />
      </Route>
    </Routes>
  );
}
