import { useMemo, useState } from 'react';
import { froms } from '#kernel/declare/record';
import { Refusal } from '../../api/client.ts';
import { type ListedDoc, pathOf, useForgetRecords } from '../../api/records.ts';
import type { Reason } from '../../api/routes.ts';
import { useFormat } from '../../company.ts';
import type { Declared } from '../../declared.ts';
import { useSay } from '../../preferences.tsx';
import { useApi, useMe } from '../../session.tsx';
import { Dialog } from '../dialog.tsx';
import { useDraft } from '../form/draft.ts';
import { bodyOf } from '../form/fields.ts';
import { Form } from '../form/form.tsx';
import { Menu } from '../menu.tsx';
import { evidenceOf } from '../record-page/step-dialog.tsx';
import { Reasons } from '../told.tsx';
import { kitWords } from '../words.ts';
import { listWords as w } from './words.ts';

interface BulkProps {
  declared: Declared;
  items: readonly ListedDoc[];
  onClear: () => void;
}

/** What can be done with the rows that are selected. */
export function BulkBar({ declared, items, onClear }: BulkProps) {
  const say = useSay();
  const { roles } = useMe();
  const [step, setStep] = useState<string | null>(null);
  const steps = Object.entries(declared.record.lifecycle).filter(
    ([, { by, from }]) => by.some((role) => roles.includes(role)) && items.every(({ state }) => froms({ from }).includes(state)),
  );
  return (
    <div className="bulk">
      <strong>{say(w.selected(items.length))}</strong>
      {steps.length > 0 ? (
        <Menu
          label={say(w.act)}
          className=""
          items={steps.map(([name]) => ({
            key: name,
            label: say(declared.words.steps[name] ?? [name, name]),
            run: () => setStep(name),
          }))}
        />
      ) : (
        <span className="quiet">{say(w.nothingCommon)}</span>
      )}
      <button type="button" className="plain" onClick={onClear}>
        {say(w.clearSelection)}
      </button>
      {step !== null && (
        <BulkDialog
          declared={declared}
          step={step}
          items={items}
          onClose={(allDone) => {
            setStep(null);
            if (allDone) onClear();
          }}
        />
      )}
    </div>
  );
}

type Outcome = 'done' | { error: unknown };

/** One step on many records, with the same evidence: each is a deed of its own, and each refusal is told with its reasons. */
function BulkDialog({
  declared,
  step,
  items: given,
  onClose,
}: Omit<BulkProps, 'onClear'> & { step: string; onClose: (allDone: boolean) => void }) {
  const say = useSay();
  const format = useFormat();
  const api = useApi();
  const forget = useForgetRecords();
  const [items] = useState(given); // the rows leave the list as they are done
  const asked = useMemo(() => evidenceOf(declared, step), [declared, step]);
  const draft = useDraft(`${declared.record.name}.bulk.${step}`, {});
  const [outcomes, setOutcomes] = useState<ReadonlyMap<string, Outcome>>(new Map());
  const [busy, setBusy] = useState(false);
  const word = declared.words.steps[step] ?? ([step, step] as const);
  const done = [...outcomes.values()].filter((outcome) => outcome === 'done').length;
  const run = async (): Promise<void> => {
    setBusy(true);
    const body = bodyOf(asked, draft.answers, format);
    for (const { id, version } of items.filter((item) => outcomes.get(item.id) !== 'done')) {
      const outcome = await api.send('POST', `${pathOf(declared.record, id)}/${step}`, { body, version }).then(
        (): Outcome => 'done',
        (error: unknown): Outcome => ({ error }),
      );
      setOutcomes((before) => new Map(before).set(id, outcome));
    }
    draft.sent();
    setBusy(false);
    await forget();
  };
  return (
    <Dialog
      side
      title={`${say(word)} · ${say(w.selected(items.length))}`}
      onClose={() => onClose(done === items.length)}
      foot={
        <>
          {done < items.length && (
            <button type="submit" form="bulk" className="primary" disabled={busy}>
              {say(word)}
            </button>
          )}
          <button type="button" onClick={() => onClose(done === items.length)}>
            {say(kitWords.close)}
          </button>
        </>
      }
    >
      <div className="stack">
        <Form id="bulk" asked={asked} draft={draft} error={null} onSubmit={() => void run()} />
        <p role="status">{outcomes.size > 0 && say(w.actDone(done, items.length))}</p>
        <ul className="stack">
          {items.map((item) => {
            const outcome = outcomes.get(item.id);
            return (
              <li key={item.id}>
                <span className={`mark ${outcome === 'done' ? 'kept' : ''}`}>
                  {outcome === 'done' && '✓ '}
                  <span className="number">{item.number}</span>
                </span>
                {outcome !== undefined && outcome !== 'done' && <Why error={outcome.error} />}
              </li>
            );
          })}
        </ul>
      </div>
    </Dialog>
  );
}

function Why({ error }: { error: unknown }) {
  const because = error instanceof Refusal ? ((error.problem['because'] ?? []) as Reason[]) : [];
  return because.length > 0 ? <Reasons because={because} /> : <p className="fault">{(error as Error).message}</p>;
}
