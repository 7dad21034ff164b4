import { useState } from 'react';
import { useNavigate, useSearchParams } from 'react-router';
import type { StoredFile } from '#kernel/declare/fields';
import { useSay } from '../preferences.tsx';
import { Field, Options, PhotoField } from './fields.tsx';
import { useMe } from './portal.tsx';
import { useSending, useTyped } from './send.ts';
import { Form } from './sent.tsx';
import { Back } from './shown.tsx';
import { formWords as f, homeWords as h, portalWords as w } from './words.ts';

const SHORTEST = 2; // characters, as the record asks for

/** In the customer's own words. `?delivery=`, `?order=` say what it is about; `?about=` what that is called. */
export function ComplainPage() {
  const say = useSay();
  const me = useMe();
  const navigate = useNavigate();
  const [asked] = useSearchParams();
  const about = asked.get('about');
  const initial: { statement: string; severity: string; way: string | null; photos: StoredFile[] } = {
    statement: asked.get('product') === null ? '' : `${about ?? ''}：`,
    severity: '',
    way: null,
    photos: [],
  };
  const [typed, type, typedAll] = useTyped(`complain.${about ?? ''}`, initial);
  const [tried, setTried] = useState(false);
  const sending = useSending(f.complainTitle, '/complaints/new');
  const way = typed.way ?? me?.mobile ?? me?.email ?? '';
  const isShort = typed.statement.trim().length < SHORTEST;
  const submit = async () => {
    setTried(true);
    if (isShort || typed.severity === '' || way.trim().length < 3) return;
    const references = Object.fromEntries(
      ['order', 'delivery'].flatMap((name) => (asked.get(name) ? [[name, asked.get(name)]] : [])),
    );
    const { severity, statement, photos } = typed;
    const said = { severity, statement: statement.trim(), contactWay: way.trim(), ...(photos.length > 0 && { photos }) };
    const made = await sending.send<{ id: string }>('/complaints', { ...said, ...references });
    if (!made) return;
    typedAll();
    void navigate(`/complaints/${made.id}`, { replace: true });
  };
  return (
    <>
      <Back to="/complaints">{say(h.complaints)}</Back>
      <div>
        <h1>{say(f.complainTitle)}</h1>
        {about && <p className="quiet">{say(f.about(about))}</p>}
      </div>
      <Form sending={sending} onSubmit={() => void submit()}>
        <Field label={say(f.statement)} fault={tried && isShort ? say(f.tooShort(SHORTEST)) : null}>
          {(ids) => <textarea {...ids} value={typed.statement} onChange={({ target }) => type({ statement: target.value })} />}
        </Field>
        <Options
          label={say(f.severity)}
          name="severity"
          options={f.severities}
          value={typed.severity}
          onChange={(severity) => type({ severity })}
          fault={tried && typed.severity === '' ? say(w.choose) : null}
        />
        <PhotoField value={typed.photos} onChange={(photos) => type({ photos })} />
        <Field label={say(f.contactWay)} fault={tried && way.trim().length < 3 ? say(w.missing) : null}>
          {(ids) => <input {...ids} value={way} autoComplete="tel" onChange={({ target }) => type({ way: target.value })} />}
        </Field>
      </Form>
    </>
  );
}
