import { useId, useMemo, useState } from 'react';
import type { AnyDoc } from '#kernel/declare/record';
import { Refusal } from '../../api/client.ts';
import { pathOf, useForgetRecords } from '../../api/records.ts';
import { useFormat } from '../../company.ts';
import type { Declared } from '../../declared.ts';
import { useSay } from '../../preferences.tsx';
import { useTellDone } from '../../shell/said.tsx';
import { Dialog } from '../dialog.tsx';
import { typedIn, useDraft, useSeen } from '../form/draft.ts';
import { bodyOf } from '../form/fields.ts';
import { DraftNote, Form } from '../form/form.tsx';
import { LinesEditor } from '../form/lines-editor.tsx';
import { ProblemNote } from '../told.tsx';
import { kitWords, offlineWords } from '../words.ts';
import { changedFields } from './conflict.tsx';
import { EditConflict } from './edit-conflict.tsx';
import { useSendForm } from './send-form.ts';
import { answersFrom, askedOf, lineFaults, lineSetsOf, linesBody } from './whole-form.ts';
import { pageWords as w } from './words.ts';

interface EditProps {
  declared: Declared;
  doc: AnyDoc;
  withheld: readonly string[];
  /** The question to begin with. */
  focus?: string | undefined;
  onClose: () => void;
}

/** Changes fields and lines of a record. What somebody else changed meanwhile is shown field by field, and nothing is lost. */
export function EditDialog({ declared, doc, withheld, focus, onClose }: EditProps) {
  const say = useSay();
  const clock = useFormat();
  const forget = useForgetRecords();
  const tellDone = useTellDone();
  const formId = useId();
  const { record, words } = declared;
  const form = `${record.name}.${doc.id}.edit`;
  const seen = useSeen(form, doc); // what the person sees stays, also when the page behind reads something newer
  const asked = useMemo(() => askedOf(declared, withheld), [declared, withheld]);
  const sets = useMemo(() => lineSetsOf(declared), [declared]);
  const before = useMemo(() => answersFrom(asked, sets, seen, clock), [asked, sets, seen, clock]);
  const draft = useDraft(form, before, seen);
  const [version, setVersion] = useState(seen.version);
  const [dropped, setDropped] = useState<readonly string[]>([]); // fields in which the other's value is kept
  const changed = () => {
    const body = { ...bodyOf(asked, draft.answers, clock, before), ...linesBody(sets, draft.answers, clock, before) };
    for (const field of dropped) delete body[field];
    return body;
  };
  const sending = useSendForm(form);
  const stale = sending.error instanceof Refusal && sending.error.slug === 'stale';
  const submit = async (): Promise<void> => {
    const body = changed();
    const nothing = Object.keys(body).length === 0;
    const outcome = nothing
      ? { answer: null }
      : await sending.run({
          method: 'PATCH',
          path: pathOf(record, doc.id),
          body,
          version,
          title: [`${doc.number} ${w.editOf(words.name)[0]}`, `${doc.number} ${w.editOf(words.name)[1]}`],
          page: `/${record.plural}/${doc.id}?do=edit`,
          answers: typedIn(draft.answers, before),
          seen,
        });
    if (!outcome) return;
    draft.sent();
    onClose();
    tellDone(say('kept' in outcome ? offlineWords.kept : w.saved(doc.number)));
    await forget();
  };
  const faults = lineFaults(sets, draft.answers, clock, sending.error, say);
  return (
    <Dialog
      side
      wide
      title={
        <>
          {say(w.editOf(words.name))} <small className="number quiet">{doc.number}</small>
        </>
      }
      onClose={onClose}
      foot={
        !stale && (
          <>
            <button type="submit" form={formId} className="primary" disabled={sending.busy}>
              {say(kitWords.save)}
            </button>
            <button type="button" onClick={onClose}>
              {say(kitWords.cancel)}
            </button>
          </>
        )
      }
    >
      <div className="stack">
        <DraftNote draft={draft} />
        {stale ? (
          <EditConflict
            declared={declared}
            seen={seen}
            mine={changed()}
            onChosen={(newest, theirs) => {
              setVersion(newest.version);
              setDropped(theirs);
              sending.forgive();
            }}
            overlap={(newest) => changedFields(declared, seen, newest)}
          />
        ) : (
          <ProblemNote error={sending.error} onRetry={() => void submit()} />
        )}
        <Form id={formId} asked={asked} draft={draft} error={sending.error} onSubmit={() => void submit()} focus={focus}>
          {sets.map((set) => (
            <LinesEditor
              key={set.name}
              name={set.label}
              columns={set.columns}
              rows={(draft.answers[set.name] as Record<string, unknown>[] | undefined) ?? []}
              onChange={(rows) => draft.setAnswers((answers) => ({ ...answers, [set.name]: rows }))}
              faults={faults[set.name] ?? {}}
            />
          ))}
        </Form>
      </div>
    </Dialog>
  );
}
