import { useState } from 'react';
import { Link } from 'react-router';
import { useRecordView } from '../../api/records.ts';
import type { Commitment } from '../../api/routes.ts';
import type { Declared } from '../../declared.ts';
import { useKeys } from '../../keys.ts';
import { Dialog } from '../../kit/dialog.tsx';
import { StepDialog } from '../../kit/record-page/step-dialog.tsx';
import { StateMark } from '../../kit/state-mark.tsx';
import { ProblemNote, Reasons, Skeleton } from '../../kit/told.tsx';
import { useSay } from '../../preferences.tsx';
import { stepsFor } from './settling.ts';
import { workbenchWords as w } from './words.ts';

interface SettleProps {
  declared: Declared;
  owed: Commitment;
  /** The step that was asked for; null: whichever there is. */
  wanted: string | null;
  onClose: () => void;
}

/** The deed that keeps a promise, where one stands: its form at once when there is one, a choice when there are several, the reasons when there is none. */
export function Settle({ declared, owed, wanted, onClose }: SettleProps) {
  const say = useSay();
  const { record, words } = declared;
  const { data: view, error, refetch } = useRecordView(record, owed.recordId);
  const [picked, setPicked] = useState<string | null>(null);
  const found = view ? stepsFor(record, owed.control, view) : [];
  const allowed = found.filter((name) => view!.can[name]!.allowed);
  const chosen = picked ?? (wanted !== null && allowed.includes(wanted) ? wanted : allowed.length === 1 ? allowed[0]! : null);
  if (view && chosen !== null)
    return (
      <StepDialog
        declared={declared}
        step={chosen}
        doc={view.record}
        clauses={view.can[chosen]?.clauses ?? []}
        onClose={onClose}
      />
    );
  const wordOf = (step: string) => words.steps[step] ?? ([step, step] as const);
  return (
    <Dialog
      title={
        <>
          {owed.name} <small className="number quiet">{owed.number}</small>
        </>
      }
      onClose={onClose}
      foot={
        <Link className="button" to={`/${record.plural}/${owed.recordId}`}>
          {say(w.openRecord)}
        </Link>
      }
    >
      <div className="stack">
        {!view && (error ? <ProblemNote error={error} onRetry={() => void refetch()} /> : <Skeleton />)}
        {view && (
          <p>
            <StateMark declared={declared} state={view.record.state} />
          </p>
        )}
        {view && found.length === 0 && <p>{say(w.notYours)}</p>}
        {allowed.length > 1 && <Choice steps={allowed} wordOf={(step) => say(wordOf(step))} onPick={setPicked} />}
        {view &&
          allowed.length === 0 &&
          found.map((name) => (
            <div key={name} className="why">
              <strong>{say(w.notPossible(wordOf(name)))}</strong>
              <Reasons because={view.can[name]!.because} />
            </div>
          ))}
      </div>
    </Dialog>
  );
}

function Choice({
  steps,
  wordOf,
  onPick,
}: {
  steps: readonly string[];
  wordOf: (step: string) => string;
  onPick: (step: string) => void;
}) {
  useKeys(Object.fromEntries(steps.slice(0, 9).map((step, i) => [String(i + 1), () => onPick(step)])));
  return (
    <p className="row">
      {steps.map((step, i) => (
        <button key={step} type="button" data-first={i === 0 || undefined} onClick={() => onPick(step)}>
          {wordOf(step)}
        </button>
      ))}
    </p>
  );
}
