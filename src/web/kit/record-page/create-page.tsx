import { useId, useMemo } from 'react';
import { useNavigate, useParams, useSearchParams } from 'react-router';
import type { AnyDoc } from '#kernel/declare/record';
import { queryText } from '../../api/client.ts';
import { pathOf, useForgetRecords } from '../../api/records.ts';
import { useFormat } from '../../company.ts';
import type { Declared } from '../../declared.ts';
import { useSay } from '../../preferences.tsx';
import { mayCreate, recordAt } from '../../registry.ts';
import { useMe } from '../../session.tsx';
import { useCrumbs } from '../../shell/crumbs.tsx';
import { severalOf } from '../../shell/navigation.tsx';
import { useTellDone } from '../../shell/said.tsx';
import { shellWords } from '../../shell/words.ts';
import { typedIn, useDraft } from '../form/draft.ts';
import { bodyOf } from '../form/fields.ts';
import { DraftNote, Form } from '../form/form.tsx';
import { LinesEditor } from '../form/lines-editor.tsx';
import { NoSuchPage } from '../no-such-page.tsx';
import { Empty, ProblemNote } from '../told.tsx';
import { kitWords, offlineWords } from '../words.ts';
import './record.css';
import { useSendForm } from './send-form.ts';
import { askedOf, hiddenFrom, lineFaults, lineSetsOf, linesBody } from './whole-form.ts';
import { pageWords as w } from './words.ts';

/** The page on which a record begins. What the address says, such as `?customer=…`, is filled in. */
export default function CreatePage() {
  const { plural = '' } = useParams();
  const say = useSay();
  const { roles } = useMe();
  const declared = recordAt(plural);
  if (!declared) return <NoSuchPage />;
  if (!mayCreate(declared.record, roles)) return <Empty title={say(w.noSteps)} />;
  return <Create key={plural} declared={declared} />;
}

function Create({ declared }: { declared: Declared }) {
  const say = useSay();
  const clock = useFormat();
  const me = useMe();
  const forget = useForgetRecords();
  const tellDone = useTellDone();
  const navigate = useNavigate();
  const [params] = useSearchParams();
  const formId = useId();
  const { record, words } = declared;
  const title = say(shellWords.recordNew(words.name));
  useCrumbs([{ name: say(severalOf(declared)), to: `/${record.plural}` }, { name: title }]);
  const asked = useMemo(() => askedOf(declared, hiddenFrom(declared, me.roles)), [declared, me.roles]);
  const sets = useMemo(() => lineSetsOf(declared), [declared]);
  const initial = useMemo(
    () => ({
      ...Object.fromEntries(
        asked.filter(({ sort }) => sort.is === 'flag').map(({ name, nullable }) => [name, nullable ? undefined : false]),
      ),
      ...Object.fromEntries([...params].filter(([name]) => asked.some((field) => field.name === name))),
      ...Object.fromEntries(sets.map(({ name }) => [name, [{}]])),
    }),
    [asked, sets, params],
  );
  const form = `${record.name}.new.${params.toString()}`;
  const draft = useDraft(form, initial);
  const sending = useSendForm<{ record: AnyDoc }>(form);
  const submit = async (): Promise<void> => {
    const outcome = await sending.run({
      method: 'POST',
      path: pathOf(record),
      body: { ...bodyOf(asked, draft.answers, clock), ...linesBody(sets, draft.answers, clock) },
      title: shellWords.recordNew(words.name),
      page: `/${record.plural}/new${queryText(params)}`,
      answers: typedIn(draft.answers, initial),
    });
    if (!outcome) return;
    draft.sent();
    void forget();
    if ('kept' in outcome) {
      tellDone(say(offlineWords.kept));
      await navigate(`/${record.plural}`, { replace: true });
    } else {
      tellDone(say(w.created(outcome.answer.record.number)));
      await navigate(`/${record.plural}/${outcome.answer.record.id}`, { replace: true });
    }
  };
  const faults = lineFaults(sets, draft.answers, clock, sending.error, say);
  return (
    <div className="create">
      <div className="page-head">
        <h1>{title}</h1>
        <p className="quiet">{say(words.about)}</p>
      </div>
      <div className="stack">
        <DraftNote draft={draft} />
        <Form id={formId} asked={asked} draft={draft} error={sending.error} onSubmit={() => void submit()}>
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
        <ProblemNote error={sending.error} onRetry={() => void submit()} />
        <p className="row foot">
          <button type="submit" form={formId} className="primary" disabled={sending.busy}>
            {title}
          </button>
          <button type="button" onClick={() => void navigate(-1)}>
            {say(kitWords.cancel)}
          </button>
        </p>
      </div>
    </div>
  );
}
