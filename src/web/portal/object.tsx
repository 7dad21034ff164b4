import { useState } from 'react';
import { useNavigate, useParams } from 'react-router';
import type { StoredFile } from '#kernel/declare/fields';
import { useSay } from '../preferences.tsx';
import { Field, Options, PhotoField } from './fields.tsx';
import { useSending, useTyped } from './send.ts';
import { Form } from './sent.tsx';
import { Back } from './shown.tsx';
import { formWords as f, recordWords as r, portalWords as w } from './words.ts';

const SHORTEST = 4; // characters, as the step asks for

/** What is wrong with goods that have arrived. */
export function ObjectPage() {
  const say = useSay();
  const navigate = useNavigate();
  const { id = '' } = useParams();
  const here = `/deliveries/${id}`;
  const initial: { kind: string; content: string; photos: StoredFile[] } = { kind: '', content: '', photos: [] };
  const [typed, type, typedAll] = useTyped(`object.${id}`, initial);
  const [tried, setTried] = useState(false);
  const sending = useSending(f.objectTitle, `${here}/object`);
  const isShort = typed.content.trim().length < SHORTEST;
  const submit = async () => {
    setTried(true);
    if (typed.kind === '' || isShort) return;
    const { kind, content, photos } = typed;
    const done = await sending.send(`${here}/object`, { kind, content: content.trim(), ...(photos.length > 0 && { photos }) });
    if (!done) return;
    typedAll();
    void navigate(here, { replace: true });
  };
  return (
    <>
      <Back to={here}>{say(r.delivery)}</Back>
      <h1>{say(f.objectTitle)}</h1>
      <Form sending={sending} onSubmit={() => void submit()}>
        <Options
          label={say(f.whatIsWrong)}
          name="kind"
          options={f.kinds}
          value={typed.kind}
          onChange={(kind) => type({ kind })}
          fault={tried && typed.kind === '' ? say(w.choose) : null}
        />
        <Field label={say(f.describe)} fault={tried && isShort ? say(f.tooShort(SHORTEST)) : null}>
          {(ids) => <textarea {...ids} value={typed.content} onChange={({ target }) => type({ content: target.value })} />}
        </Field>
        <PhotoField value={typed.photos} onChange={(photos) => type({ photos })} />
      </Form>
    </>
  );
}
