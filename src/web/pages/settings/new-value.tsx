import { type FormEvent, useId, useState } from 'react';
import type { Span } from '#kernel/declare/span';
import { useForgetRecords } from '../../api/records.ts';
import { useFormat } from '../../company.ts';
import { Dialog } from '../../kit/dialog.tsx';
import { DateInput } from '../../kit/form/date-input.tsx';
import { useSend } from '../../kit/record-page/send.ts';
import { ProblemNote } from '../../kit/told.tsx';
import { kitWords } from '../../kit/words.ts';
import { plainText, SPAN_UNITS, unitText } from '../../language/format.ts';
import { useLocale, useSay } from '../../preferences.tsx';
import { useApi } from '../../session.tsx';
import { useTellDone } from '../../shell/said.tsx';
import type { SettingItem } from './declared.ts';
import { isSpan, SettingValue } from './setting-value.tsx';
import { settingWords as w } from './words.ts';

/** Sets a value from an instant on, with the reason. It is a record like any other, so who may is said there. */
export function NewValue({ setting, onClose }: { setting: SettingItem; onClose: () => void }) {
  const say = useSay();
  const api = useApi();
  const format = useFormat();
  const forget = useForgetRecords();
  const tellDone = useTellDone();
  const form = useId();
  const [value, setValue] = useState<unknown>(setting.value);
  const [from, setFrom] = useState('');
  const [reason, setReason] = useState('');
  const sending = useSend(
    (key) =>
      api.send<object>('POST', '/api/settings', {
        key,
        body: { key: setting.key, value, effectiveFrom: from === '' ? new Date().toISOString() : format.fromLocal(from), reason },
      }),
    JSON.stringify([value, from, reason]),
  );
  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    if (!(await sending.run())) return;
    onClose();
    tellDone(say(w.saved));
    await forget();
  };
  return (
    <Dialog
      title={setting.name}
      onClose={onClose}
      foot={
        <>
          <button type="submit" form={form} className="primary" disabled={sending.busy}>
            {say(w.change)}
          </button>
          <button type="button" onClick={onClose}>
            {say(kitWords.cancel)}
          </button>
        </>
      }
    >
      <form id={form} className="stack" onSubmit={(event) => void submit(event)}>
        <p className="quiet">
          {say(w.value)}: <SettingValue value={setting.value} /> · {say(w.standard)}: <SettingValue value={setting.standard} />
        </p>
        <ValueField like={setting.value ?? setting.standard} value={value} onChange={setValue} />
        <label className="field">
          <span className="field-name">{say(w.effectiveFrom)}</span>
          <DateInput time value={from} onChange={setFrom} />
          <small>{say(w.fromNow)}</small>
        </label>
        <label className="field">
          <span className="field-name">{say(w.reason)}</span>
          <textarea required minLength={2} value={reason} onChange={({ target }) => setReason(target.value)} />
        </label>
        <ProblemNote error={sending.error} />
      </form>
    </Dialog>
  );
}

/** Asks for a value of the same sort as the one that holds now. */
function ValueField({ like, value, onChange }: { like: unknown; value: unknown; onChange: (value: unknown) => void }) {
  const say = useSay();
  const locale = useLocale();
  const [typed, setTyped] = useState(() => JSON.stringify(value));
  if (isSpan(like)) {
    const span = (isSpan(value) ? value : like) as Span;
    return (
      <div className="row">
        <label className="field">
          <span className="field-name">{say(w.amount)}</span>
          <input
            type="number"
            min="0"
            step="any"
            required
            value={span.amount}
            onChange={({ target }) => onChange({ ...span, amount: Number(target.value) })}
          />
        </label>
        <label className="field">
          <span className="field-name">{say(w.unit)}</span>
          <select value={span.unit} onChange={({ target }) => onChange({ ...span, unit: target.value })}>
            {SPAN_UNITS.map((unit) => (
              <option key={unit} value={unit}>
                {unitText(unit, locale)}
              </option>
            ))}
          </select>
        </label>
      </div>
    );
  }
  if (typeof like === 'boolean')
    return (
      <label className="check">
        <input type="checkbox" checked={value === true} onChange={({ target }) => onChange(target.checked)} />
        {say(w.newValue)}
      </label>
    );
  if (typeof like === 'number' || typeof like === 'string' || like === null)
    return (
      <label className="field">
        <span className="field-name">{say(w.newValue)}</span>
        <input
          type={typeof like === 'string' ? 'text' : 'number'}
          step="any"
          value={value === null ? '' : plainText(value)}
          onChange={({ target }) =>
            onChange(target.value === '' ? null : typeof like === 'string' ? target.value : Number(target.value))
          }
        />
      </label>
    );
  return (
    <label className="field">
      <span className="field-name">{say(w.newValue)}</span>
      <textarea
        spellCheck={false}
        value={typed}
        onChange={({ target }) => {
          setTyped(target.value);
          try {
            target.setCustomValidity('');
            onChange(JSON.parse(target.value) as unknown);
          } catch {
            target.setCustomValidity(say(w.wrongJson)); // the form is not sent before it can be read
          }
        }}
      />
    </label>
  );
}
