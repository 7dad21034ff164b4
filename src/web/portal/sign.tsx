import { useState } from 'react';
import { Link, useNavigate, useParams } from 'react-router';
import type { Routes } from '../api/routes.ts';
import { SignaturePad } from '../kit/form/signature-pad.tsx';
import { useSay } from '../preferences.tsx';
import { useAsked, useMe } from './portal.tsx';
import { useSending } from './send.ts';
import { Form } from './sent.tsx';
import { Asked, Back } from './shown.tsx';
import { formWords as f, recordWords as r } from './words.ts';

type Delivery = Routes['GET /api/portal/deliveries/{id}']['answer'];

/** The receipt: three things to look at, a name, a signature. */
export function SignPage() {
  const { id = '' } = useParams();
  const asked = useAsked('GET /api/portal/deliveries/{id}', { id });
  return <Asked asked={asked}>{(delivery) => <SignForm delivery={delivery} />}</Asked>;
}

const CHECKS = ['damageFree', 'quantityRight', 'matchesOrder'] as const;

function SignForm({ delivery }: { delivery: Delivery }) {
  const say = useSay();
  const me = useMe();
  const navigate = useNavigate();
  const here = `/deliveries/${delivery.id}`;
  const [checked, setChecked] = useState<readonly string[]>([]);
  const [signature, setSignature] = useState<{ name: string; strokes?: string } | undefined>();
  const [fault, setFault] = useState<'check' | 'sign' | null>(null);
  const sending = useSending([`${f.signTitle[0]} ${delivery.number}`, `${f.signTitle[1]} ${delivery.number}`], `${here}/sign`);
  const signed = signature ?? { name: me?.name ?? '' };
  const submit = async () => {
    const missing = checked.length < CHECKS.length ? 'check' : signed.name.trim() === '' || !signed.strokes ? 'sign' : null;
    setFault(missing);
    if (missing) return;
    const checks = { damageFree: true, quantityRight: true, matchesOrder: true };
    const done = await sending.send(`${here}/sign`, { signature: { ...signed, name: signed.name.trim() }, ...checks });
    if (done) void navigate(here, { replace: true });
  };
  return (
    <>
      <Back to={here}>{delivery.number}</Back>
      <h1>{say(f.signTitle)}</h1>
      <Form sending={sending} onSubmit={() => void submit()} button={say(r.sign)}>
        <fieldset>
          <legend>{say(f.checks)}</legend>
          <div className="options">
            {CHECKS.map((check) => (
              <label key={check} className="option">
                <input
                  type="checkbox"
                  checked={checked.includes(check)}
                  onChange={({ target }) =>
                    setChecked((before) => (target.checked ? [...before, check] : before.filter((one) => one !== check)))
                  }
                />
                {say(f[check])}
              </label>
            ))}
          </div>
          <p className="aside">
            <Link to={`${here}/object`}>{say(f.notSo)}</Link>
          </p>
          {fault === 'check' && (
            <span className="fault" role="alert">
              {say(f.mustCheck)}
            </span>
          )}
        </fieldset>
        <fieldset>
          <legend>{say(f.signHere)}</legend>
          <SignaturePad value={signed} onChange={(value) => setSignature(value ?? { name: '' })} invalid={fault === 'sign'} />
          {fault === 'sign' && (
            <span className="fault" role="alert">
              {say(f.mustSign)}
            </span>
          )}
        </fieldset>
      </Form>
    </>
  );
}
