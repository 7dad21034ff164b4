import { useState } from 'react';
import { useLocation, useNavigate, useParams, useSearchParams } from 'react-router';
import { useRecordView } from '../../api/records.ts';
import type { Reason } from '../../api/routes.ts';
import { useFormat } from '../../company.ts';
import type { Declared } from '../../declared.ts';
import { useKeys } from '../../keys.ts';
import { useSay } from '../../preferences.tsx';
import { recordAt } from '../../registry.ts';
import { useCrumbs } from '../../shell/crumbs.tsx';
import { severalOf } from '../../shell/navigation.tsx';
import { NoSuchPage } from '../no-such-page.tsx';
import { ProblemNote, Skeleton } from '../told.tsx';
import { offlineWords } from '../words.ts';
import { curable } from './cure.ts';
import { EditDialog } from './edit-dialog.tsx';
import { Facts } from './facts.tsx';
import { Head } from './head.tsx';
import { Journal } from './journal.tsx';
import { Lines } from './lines.tsx';
import { Promises } from './promises.tsx';
import './record.css';
import './timeline.css';
import { Related } from './related.tsx';
import { StepDialog } from './step-dialog.tsx';
import { StepBar, stepsOf } from './steps.tsx';
import { pageWords as w } from './words.ts';

/** The record that the address names. */
export default function RecordRoute() {
  const { plural = '', id = '' } = useParams();
  const { search, key } = useLocation();
  const declared = recordAt(plural);
  // Asked for a step while it is open, the page begins anew with that step's form.
  return declared ? (
    <RecordPage key={search.includes('do=') ? `${id} ${key}` : id} declared={declared} id={id} />
  ) : (
    <NoSuchPage />
  );
}

type Opened = { step: string; again?: boolean } | { edit: string | undefined } | null;

/** What the address asks for: `?do=sign` opens the form of that step, `?do=edit` that of changes. What was refused opens again as it is. */
const openedBy = (wanted: string | null, again: boolean): Opened =>
  wanted === null ? null : wanted === 'edit' ? { edit: undefined } : { step: wanted, again };

/** One record, drawn from its declaration: where it is, whose turn it is, what is missing. */
export function RecordPage({ declared, id }: { declared: Declared; id: string }) {
  const say = useSay();
  const format = useFormat();
  const navigate = useNavigate();
  const { record, words } = declared;
  const { data: view, error, refetch } = useRecordView(record, id);
  const [asked] = useSearchParams();
  const wasRefused = (useLocation().state as { refusal?: unknown } | null)?.refusal !== undefined;
  const [opened, setOpened] = useState<Opened>(() => openedBy(asked.get('do'), wasRefused));
  useCrumbs([{ name: say(severalOf(declared)), to: `/${record.plural}` }, { name: view?.record.number ?? '…' }]);
  const steps = view ? stepsOf(declared, view) : { here: [], elsewhere: [], next: null };
  useKeys({
    e: () => view?.edit && setOpened({ edit: undefined }),
    Escape: () => void navigate(`/${record.plural}`),
    ...Object.fromEntries(
      steps.here.slice(0, 9).map(({ name, ability }, i) => [String(i + 1), () => ability.allowed && setOpened({ step: name })]),
    ),
  });
  if (!view) return error ? <ProblemNote error={error} onRetry={() => void refetch()} /> : <Skeleton lines={8} />;
  const doc = view.record;
  /** What a refusal asks for, as a button that goes there. */
  const cure = (reason: Reason) => {
    const step = reason.control.split('.')[1] ?? '';
    const wanted = view.edit ? curable(declared, step, reason.rule, doc) : [];
    return wanted.map((field) => (
      <button key={field} type="button" onClick={() => setOpened({ edit: field })}>
        {say(w.fillIn(words.fields[field] ?? words.lines[field] ?? [field, field]))}
      </button>
    ));
  };
  return (
    <article className="record">
      {view.asOf !== undefined && (
        <p className="note" role="status">
          {say(offlineWords.asOf(format.shortInstant(view.asOf)))}
        </p>
      )}
      <Head declared={declared} view={view} />
      <StepBar
        declared={declared}
        steps={steps}
        ended={record.final.includes(doc.state)}
        onTake={(step) => setOpened({ step })}
        {...(view.edit && { onEdit: () => setOpened({ edit: undefined }) })}
        cure={cure}
      />
      <div className="record-columns">
        <div>
          <Facts declared={declared} view={view} />
          <Lines declared={declared} doc={doc} />
        </div>
        <div>
          <Promises declared={declared} view={view} />
          <Related declared={declared} doc={doc} />
          <Journal declared={declared} doc={doc} />
        </div>
      </div>
      {opened && 'step' in opened && (view.can[opened.step]?.allowed || opened.again) && (
        <StepDialog
          key={opened.step}
          declared={declared}
          step={opened.step}
          doc={doc}
          clauses={view.can[opened.step]?.clauses ?? []}
          onClose={() => setOpened(null)}
          cure={cure}
        />
      )}
      {opened && 'edit' in opened && (
        <EditDialog declared={declared} doc={doc} withheld={view.withheld} focus={opened.edit} onClose={() => setOpened(null)} />
      )}
    </article>
  );
}
