import { useState } from 'react';
import { useNavigate, useParams } from 'react-router';
import { useRecordView } from '../../api/records.ts';
import type { Reason } from '../../api/routes.ts';
import type { Declared } from '../../declared.ts';
import { useKeys } from '../../keys.ts';
import { useSay } from '../../preferences.tsx';
import { recordAt } from '../../registry.ts';
import { useCrumbs } from '../../shell/crumbs.tsx';
import { severalOf } from '../../shell/navigation.tsx';
import { NoSuchPage } from '../no-such-page.tsx';
import { ProblemNote, Skeleton } from '../told.tsx';
import { curable } from './cure.ts';
import { EditDialog } from './edit-dialog.tsx';
import { Facts } from './facts.tsx';
import { Head } from './head.tsx';
import { Journal } from './journal.tsx';
import { Lines } from './lines.tsx';
import { Promises } from './promises.tsx';
import './record.css';
import { Related } from './related.tsx';
import { StepDialog } from './step-dialog.tsx';
import { StepBar, stepsOf } from './steps.tsx';
import { pageWords as w } from './words.ts';

/** The record that the address names. */
export default function RecordRoute() {
  const { plural = '', id = '' } = useParams();
  const declared = recordAt(plural);
  return declared ? <RecordPage key={id} declared={declared} id={id} /> : <NoSuchPage />;
}

type Opened = { step: string } | { edit: string | undefined } | null;

/** One record, drawn from its declaration: where it is, whose turn it is, what is missing. */
export function RecordPage({ declared, id }: { declared: Declared; id: string }) {
  const say = useSay();
  const navigate = useNavigate();
  const { record, words } = declared;
  const { data: view, error, refetch } = useRecordView(record, id);
  const [opened, setOpened] = useState<Opened>(null);
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
          <Journal declared={declared} id={id} version={doc.version} />
        </div>
      </div>
      {opened && 'step' in opened && (
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
