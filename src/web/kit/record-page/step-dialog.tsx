import { type ReactNode, useId, useMemo } from 'react';
import type { z } from 'zod';
import type { AnyDoc } from '#kernel/declare/record';
import type { Pair } from '#kernel/declare/words';
import { Refusal } from '../../api/client.ts';
import { pathOf, useForgetRecords } from '../../api/records.ts';
import type { Clause, Reason } from '../../api/routes.ts';
import { type Format, useFormat } from '../../company.ts';
import type { Declared } from '../../declared.ts';
import { useSay } from '../../preferences.tsx';
import { useTellDone } from '../../shell/said.tsx';
import { Dialog } from '../dialog.tsx';
import { typedIn, useDraft } from '../form/draft.ts';
import { type Answers, type Asked, answerOf, askedIn, bodyOf, faultOf } from '../form/fields.ts';
import { DraftNote, Form } from '../form/form.tsx';
import { StateMark } from '../state-mark.tsx';
import { ClauseLink, ProblemNote } from '../told.tsx';
import { kitWords, offlineWords } from '../words.ts';
import { Meanwhile } from './conflict.tsx';
import { useSendForm } from './send-form.ts';
import { pageWords as w } from './words.ts';

interface StepDialogProps {
  declared: Declared;
  step: string;
  doc: AnyDoc;
  clauses: readonly Clause[];
  onClose: () => void;
  /** The way to cure a refusal, beside its reason. */
  cure?: (reason: Reason) => ReactNode;
}

/** The evidence that a step asks for, generated from its schema; the step is taken when the server says so. */
export function StepDialog({ declared, step: name, doc, clauses, onClose, cure }: StepDialogProps) {
  const say = useSay();
  const format = useFormat();
  const forget = useForgetRecords();
  const tellDone = useTellDone();
  const formId = useId();
  const { record, words } = declared;
  const step = record.lifecycle[name]!;
  const word = words.steps[name] ?? [name, name];
  const asked = useMemo(() => evidenceOf(declared, name), [declared, name]);
  const initial = useMemo(() => knownAnswers(asked, doc, format), [asked, doc, format]);
  const form = `${record.name}.${doc.id}.${name}`;
  const draft = useDraft(form, initial);
  const body = bodyWithin(asked, draft.answers, format);
  const sending = useSendForm<{ record: AnyDoc }>(form);
  const stale = sending.error instanceof Refusal && sending.error.slug === 'stale';
  const submit = async (): Promise<void> => {
    const outcome = await sending.run({
      method: 'POST',
      path: `${pathOf(record, doc.id)}/${name}`,
      body,
      version: doc.version,
      title: [`${doc.number} ${word[0]}`, `${doc.number} ${word[1]}`],
      page: `/${record.plural}/${doc.id}?do=${name}`,
      answers: typedIn(draft.answers, initial),
    });
    if (!outcome) return;
    draft.sent();
    onClose();
    tellDone(say('kept' in outcome ? offlineWords.kept : w.done(word, doc.number)));
    await forget();
  };
  return (
    <Dialog
      side
      title={
        <>
          {say(word)} <small className="number quiet">{doc.number}</small>
        </>
      }
      onClose={onClose}
      foot={
        <>
          <button type="submit" form={formId} className="primary" disabled={sending.busy || stale}>
            {say(word)}
          </button>
          <button type="button" onClick={onClose}>
            {say(kitWords.notNow)}
          </button>
        </>
      }
    >
      <div className="stack">
        <DraftNote draft={draft} />
        <p className="row quiet">
          {say(w.toState)} <StateMark declared={declared} state={step.to} />
          {clauses.map((clause) => (
            <ClauseLink key={clause.id} clause={clause} />
          ))}
        </p>
        {record.final.includes(step.to) && <p>{say(w.final)}</p>}
        <Form
          id={formId}
          asked={asked}
          draft={draft}
          error={sending.error}
          onSubmit={() => void submit()}
          check={() => wholeFaults(step.evidence, asked, body)}
        />
        {stale ? (
          <Meanwhile
            declared={declared}
            seen={doc}
            onLater={() => (onClose(), void forget())}
            onGoOn={forget}
            onSettled={sending.forgive}
          />
        ) : (
          <ProblemNote error={sending.error} onRetry={() => void submit()} {...(cure && { cure })} />
        )}
      </div>
    </Dialog>
  );
}

/** What a step asks for. */
export function evidenceOf({ record, words }: Declared, step: string): Asked[] {
  const shape = record.lifecycle[step]?.evidence?.shape as Record<string, z.ZodType> | undefined;
  return shape ? askedIn(shape, words) : [];
}

/** Answers that the record already has under the same name. */
const knownAnswers = (asked: readonly Asked[], doc: AnyDoc, clock: Format): Answers =>
  Object.fromEntries(
    asked.flatMap((field) => {
      if (['affirmation', 'signature', 'files'].includes(field.sort.is)) return [];
      const answer = answerOf(field, doc[field.name], clock);
      return answer === undefined ? [] : [[field.name, answer]];
    }),
  );

function bodyWithin(asked: readonly Asked[], answers: Answers, clock: Format): Record<string, unknown> {
  try {
    return bodyOf(asked, answers, clock);
  } catch {
    return {}; // structured data that is being typed; the form says so before anything is sent
  }
}

/** What the schema as a whole refuses although each answer fits. */
export function wholeFaults(
  schema: z.ZodObject | undefined,
  asked: readonly Asked[],
  body: Record<string, unknown>,
): Record<string, Pair> {
  const result = schema?.safeParse(body);
  if (!result || result.success) return {};
  return Object.fromEntries(
    result.error.issues.flatMap((issue) => {
      const field = asked.find(({ name }) => name === issue.path[0]);
      return field ? [[field.name, faultOf(issue, field.sort)]] : [];
    }),
  );
}
