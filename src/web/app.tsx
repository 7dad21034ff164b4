import { lazy } from 'react';
import { Navigate, Route, Routes } from 'react-router';
import RecordPlace from './pages/journey/place.tsx'; // small, and in the way of every record: not a step of its own
import { Shell } from './shell/shell.tsx';
import { SignInPage } from './shell/sign-in.tsx';

const Workbench = lazy(() => import('./pages/workbench/workbench.tsx'));
const Commitments = lazy(() => import('./pages/commitments/commitments.tsx'));
const Approvals = lazy(() => import('./pages/approvals/approvals.tsx'));
const ApprovalPage = lazy(() => import('./pages/approvals/approval.tsx'));
const Clauses = lazy(() => import('./pages/clauses/clauses.tsx'));
const Figures = lazy(() => import('./pages/kpi/figures.tsx'));
const Settings = lazy(() => import('./pages/settings/settings.tsx'));
const Administration = lazy(() => import('./pages/administration/administration.tsx'));
const NewsPage = lazy(() => import('./pages/news/news.tsx'));
const Account = lazy(() => import('./pages/account/account.tsx'));
const Customer360 = lazy(() => import('./pages/customer-360/customer-360.tsx'));
const Journey = lazy(() => import('./pages/journey/journey.tsx'));
const LongWork = lazy(() => import('./pages/jobs/long-work.tsx'));
const Import = lazy(() => import('./pages/jobs/import.tsx'));
const ContactLink = lazy(() => import('./pages/portal-links/contact-link.tsx'));
const SurveyLinks = lazy(() => import('./pages/portal-links/survey-links.tsx'));
const Labels = lazy(() => import('./pages/portal-links/labels.tsx'));
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
        <Route path="/approvals" element={<Approvals />} />
        <Route path="/approvals/:id" element={<ApprovalPage />} />
        <Route path="/clauses" element={<Clauses />} />
        <Route path="/kpi" element={<Figures />} />
        <Route path="/settings" element={<Settings />} />
        <Route path="/administration/:part?" element={<Administration />} />
        <Route path="/news" element={<NewsPage />} />
        <Route path="/account" element={<Account />} />
        <Route path="/long-work" element={<LongWork />} />
        <Route path="/:plural" element={<List />} />
        <Route path="/:plural/import" element={<Import />} />
        <Route path="/:plural/new" element={<Create />} />
        <Route path="/:plural/:id" element={<RecordPlace />}>
          <Route index element={<Record />} />
          <Route path="journey" element={<Journey />} />
          <Route path="overview" element={<Customer360 />} />
          <Route path="portal-link" element={<ContactLink />} />
          <Route path="links" element={<SurveyLinks />} />
          <Route path="labels" element={<Labels />} />
        </Route>
      </Route>
    </Routes>
  );
}
