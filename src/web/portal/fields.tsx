import { type ReactNode, useId, useState } from 'react';
import type { StoredFile } from '#kernel/declare/fields';
import type { Pair } from '#kernel/declare/words';
import { isWaiting, takeIn } from '../kit/form/upload.ts';
import { Icon } from '../kit/icon.tsx';
import { useSay } from '../preferences.tsx';
import { usePortal } from './portal.tsx';
import { ProblemNote } from './shown.tsx';
import { formWords as f, recordWords as r, portalWords as w } from './words.ts';

interface FieldProps {
  label: string;
  optional?: boolean;
  fault?: string | null;
  children: (ids: { id: string; 'aria-describedby'?: string; 'aria-invalid': boolean }) => ReactNode;
}

/** A named field; what is wrong with it stands below it. */
export function Field({ label, optional = false, fault = null, children }: FieldProps) {
  const say = useSay();
  const id = useId();
  return (
    <div className="field">
      <label className="field-name" htmlFor={id}>
        {label} {optional && <small>{say(w.optional)}</small>}
      </label>
      {children({ id, 'aria-invalid': fault !== null, ...(fault !== null && { 'aria-describedby': `${id}-fault` }) })}
      {fault !== null && (
        <span id={`${id}-fault`} className="fault" role="alert">
          {fault}
        </span>
      )}
    </div>
  );
}

interface OptionsProps {
  label: string;
  name: string;
  options: Record<string, Pair>;
  value: string;
  onChange: (value: string) => void;
  fault?: string | null;
}

/** One of a few, each big enough for a thumb. */
export function Options({ label, name, options, value, onChange, fault = null }: OptionsProps) {
  const say = useSay();
  return (
    <fieldset>
      <legend>{label}</legend>
      <div className="options">
        {Object.entries(options).map(([option, words]) => (
          <label key={option} className="option">
            <input type="radio" name={name} value={option} checked={value === option} onChange={() => onChange(option)} />
            {say(words)}
          </label>
        ))}
      </div>
      {fault !== null && (
        <span className="fault" role="alert">
          {fault}
        </span>
      )}
    </fieldset>
  );
}

interface ScaleProps {
  label: string;
  name: string;
  from: number;
  to: number;
  value: number | null;
  onChange: (value: number) => void;
  /** What each mark means, or the first and the last. */
  words?: readonly Pair[];
  fault?: string | null;
}

/** Marks from one number to another, beside each other. */
export function Scale({ label, name, from, to, value, onChange, words = [], fault = null }: ScaleProps) {
  const say = useSay();
  const marks = Array.from({ length: to - from + 1 }, (_, i) => from + i);
  const each = words.length === marks.length;
  return (
    <fieldset>
      <legend>{label}</legend>
      <div className={`scale of-${marks.length}`}>
        {marks.map((mark, i) => (
          <label key={mark} className="option">
            <input type="radio" name={name} value={mark} checked={value === mark} onChange={() => onChange(mark)} />
            <span>{mark}</span>
            {each && <small>{say(words[i]!)}</small>}
          </label>
        ))}
      </div>
      {words.length === 2 && (
        <div className="ends">
          <span>{say(words[0]!)}</span>
          <span>{say(words[1]!)}</span>
        </div>
      )}
      {fault !== null && (
        <span className="fault" role="alert">
          {fault}
        </span>
      )}
    </fieldset>
  );
}

const MOST_PHOTOS = 10;

/** Photos to take or to choose; without a connection they wait on this device with the form. */
export function PhotoField({ value, onChange }: { value: readonly StoredFile[]; onChange: (value: StoredFile[]) => void }) {
  const say = useSay();
  const { api } = usePortal();
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const add = async (list: FileList | null): Promise<void> => {
    setBusy(true);
    setError(null);
    const taken = [...value];
    try {
      for (const file of [...(list ?? [])].slice(0, MOST_PHOTOS - value.length)) taken.push(await takeIn(api, file));
    } catch (failed) {
      setError(failed);
    }
    onChange(taken);
    setBusy(false);
  };
  const chooser = (label: string, icon: 'camera' | 'clip', capture: boolean) => (
    <label className="button">
      <Icon name={icon} /> {label}
      <input
        className="visually-hidden"
        type="file"
        accept="image/*"
        multiple={!capture}
        {...(capture && { capture: 'environment' })}
        onChange={({ target }) => void add(target.files).finally(() => (target.value = ''))}
      />
    </label>
  );
  return (
    <fieldset className="stack">
      <legend>
        {say(r.photos)} <small className="quiet">{say(w.optional)}</small>
      </legend>
      {value.length > 0 && (
        <ul className="photos">
          {value.map((photo) => (
            <li key={photo.id}>
              {isWaiting(photo) ? (
                <span className="tag">{photo.name}</span>
              ) : (
                <img src={`/api/portal/files/${photo.id}`} alt={photo.name} />
              )}
              <button
                type="button"
                aria-label={say(f.removePhoto(photo.name))}
                onClick={() => onChange(value.filter(({ id }) => id !== photo.id))}
              >
                <Icon name="trash" />
              </button>
            </li>
          ))}
        </ul>
      )}
      {value.length < MOST_PHOTOS && (
        <div className="row">
          {chooser(say(f.photograph), 'camera', true)}
          {chooser(say(f.addPhotos), 'clip', false)}
        </div>
      )}
      <p role="status" className="quiet">
        {busy ? say(f.uploading) : ''}
      </p>
      <ProblemNote error={error} />
    </fieldset>
  );
}
