import { type FormEvent, Fragment, useState } from 'react';
import { pathOf, useForgetRecords } from '../../api/records.ts';
import { useFormat } from '../../company.ts';
import type { Declared } from '../../declared.ts';
import { useSay } from '../../preferences.tsx';
import { useApi, useMe } from '../../session.tsx';
import { useTellDone } from '../../shell/said.tsx';
import { useDraft } from '../form/draft.ts';
import { Icon } from '../icon.tsx';
import { ProblemNote } from '../told.tsx';
import { ActorText } from '../value.tsx';
import { kitWords, offlineWords } from '../words.ts';
import { CommentBox, mentionsIn, NOTHING_WRITTEN, type Written } from './comment-box.tsx';
import { useSendForm } from './send-form.ts';
import { commentWords as w } from './words.ts';

/** Something said beside a record. */
export interface Comment {
  id: string;
  at: string;
  actor: string;
  actorName: string | null;
  text: string;
  mentions: { id: string; name: string }[];
  editedAt: string | null;
  deletedAt: string | null;
}

interface Answer {
  comment: Comment;
  /** Who was named and may not read the record. */
  untold: string[];
}

/** Where one says something beside a record; whoever is named hears of it. */
export function NewComment({ declared, id, number }: { declared: Declared; id: string; number: string }) {
  const say = useSay();
  const forget = useForgetRecords();
  const tellDone = useTellDone();
  const { record } = declared;
  const form = `${record.name}.${id}.comment`;
  const draft = useDraft(form, START);
  const sending = useSendForm<Answer>(form);
  const written = draft.answers['written'] as Written;
  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    const outcome = await sending.run({
      method: 'POST',
      path: `${pathOf(record, id)}/comments`,
      body: { text: written.text, mentions: mentionsIn(written) },
      title: [`${number} ${w.comment[0]}`, `${number} ${w.comment[1]}`],
      page: `/${record.plural}/${id}`,
      answers: draft.answers,
    });
    if (!outcome) return;
    draft.discard();
    if ('kept' in outcome) tellDone(say(offlineWords.kept));
    else if (outcome.answer.untold.length > 0) tellDone(say(w.untold(outcome.answer.untold.join('、'))));
    await forget();
  };
  return (
    <form className="stack comment-form no-print" onSubmit={(event) => void submit(event)}>
      <CommentBox value={written} onChange={(next) => draft.setAnswers((now) => ({ ...now, written: next }))} />
      <ProblemNote error={sending.error} />
      {written.text.trim() !== '' && (
        <p>
          <button type="submit" disabled={sending.busy}>
            {say(w.say)}
          </button>
        </p>
      )}
    </form>
  );
}

const START = { written: NOTHING_WRITTEN };

/** A comment in the timeline. One's own can be changed and deleted for a while; how long, the server says. */
export function CommentEntry({ comment }: { comment: Comment }) {
  const say = useSay();
  const format = useFormat();
  const me = useMe();
  const [changing, setChanging] = useState<'text' | 'delete' | null>(null);
  const own = comment.actor === me.id && comment.deletedAt === null;
  return (
    <li className="comment">
      <p>
        <Icon name="speech" size={14} /> <ActorText actor={comment.actor} name={comment.actorName} />{' '}
        <time dateTime={comment.at}>{format.instant(comment.at)}</time>{' '}
        {comment.editedAt !== null && comment.deletedAt === null && <small className="quiet">{say(w.edited)}</small>}
        {own && changing === null && (
          <span className="no-print">
            <button type="button" className="plain square" aria-label={say(w.change)} onClick={() => setChanging('text')}>
              <Icon name="pen" size={14} />
            </button>
            <button type="button" className="plain square" aria-label={say(w.drop)} onClick={() => setChanging('delete')}>
              <Icon name="trash" size={14} />
            </button>
          </span>
        )}
      </p>
      {comment.deletedAt !== null ? (
        <p className="quiet">{say(w.dropped)}</p>
      ) : changing === null ? (
        <p className="long">
          <Named comment={comment} />
        </p>
      ) : (
        <Change comment={comment} how={changing} onDone={() => setChanging(null)} />
      )}
    </li>
  );
}

function Change({ comment, how, onDone }: { comment: Comment; how: 'text' | 'delete'; onDone: () => void }) {
  const say = useSay();
  const api = useApi();
  const forget = useForgetRecords();
  const [error, setError] = useState<unknown>(null);
  const [written, setWritten] = useState<Written>(() => ({
    text: comment.text,
    chosen: Object.fromEntries(comment.mentions.map(({ id, name }) => [name, id])),
  }));
  const path = `/api/comments/${comment.id}`;
  const save = (event: FormEvent) => {
    event.preventDefault();
    setError(null);
    const sent =
      how === 'delete'
        ? api.send('DELETE', path)
        : api.send('PATCH', path, { body: { text: written.text, mentions: mentionsIn(written) } });
    sent.then(forget).then(onDone).catch(setError);
  };
  return (
    <form className="stack" onSubmit={save}>
      {how === 'text' ? <CommentBox value={written} onChange={setWritten} autoFocus /> : <p className="long">{comment.text}</p>}
      <ProblemNote error={error} />
      <p className="row">
        <button type="submit" className={how === 'text' ? 'primary' : ''} autoFocus={how === 'delete'}>
          {say(how === 'text' ? kitWords.save : w.surelyDrop)}
        </button>
        <button type="button" onClick={onDone}>
          {say(how === 'text' ? kitWords.cancel : w.keep)}
        </button>
      </p>
    </form>
  );
}

/** The text, and who is named in it as such. */
function Named({ comment: { text, mentions } }: { comment: Comment }) {
  const names = mentions.map(({ name }) => `@${name}`).sort((a, b) => b.length - a.length);
  if (names.length === 0) return text;
  const parts = text.split(new RegExp(`(${names.map((name) => name.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')).join('|')})`));
  return parts.map((part, i) =>
    names.includes(part) ? <b key={`${i} ${part}`}>{part}</b> : <Fragment key={`${i} ${part}`}>{part}</Fragment>,
  );
}
