import { useState } from 'react';
import { useParams } from 'react-router';
import { useSay } from '../preferences.tsx';
import { Field, Scale } from './fields.tsx';
import { useSending, useTyped } from './send.ts';
import { Form, Thanks } from './sent.tsx';
import { Back } from './shown.tsx';
import { formWords as f, recordWords as r, portalWords as w } from './words.ts';

/** Two marks and, if one likes, a word. */
export function RatePage() {
  const say = useSay();
  const { id = '' } = useParams();
  const here = `/deliveries/${id}`;
  const initial: { service: number | null; product: number | null; words: string } = { service: null, product: null, words: '' };
  const [typed, type, typedAll] = useTyped(`rate.${id}`, initial);
  const [tried, setTried] = useState(false);
  const [done, setDone] = useState(false);
  const sending = useSending(f.rateTitle, `${here}/rate`);
  const { service, product, words } = typed;
  const submit = async () => {
    setTried(true);
    if (service === null || product === null) return;
    const sent = await sending.send(`${here}/rate`, { service, product, ...(words.trim() && { words: words.trim() }) });
    if (!sent) return;
    typedAll();
    setDone(true);
  };
  if (done) return <Thanks />;
  const fault = (mark: number | null) => (tried && mark === null ? say(w.choose) : null);
  return (
    <>
      <Back to={here}>{say(r.delivery)}</Back>
      <h1>{say(f.rateTitle)}</h1>
      <Form sending={sending} onSubmit={() => void submit()}>
        <Scale
          label={say(f.service)}
          name="service"
          from={1}
          to={5}
          value={service}
          words={f.scores}
          fault={fault(service)}
          onChange={(mark) => type({ service: mark })}
        />
        <Scale
          label={say(f.product)}
          name="product"
          from={1}
          to={5}
          value={product}
          words={f.scores}
          fault={fault(product)}
          onChange={(mark) => type({ product: mark })}
        />
        <Field label={say(f.words)} optional>
          {(ids) => <textarea {...ids} value={words} onChange={({ target }) => type({ words: target.value })} />}
        </Field>
      </Form>
    </>
  );
}
