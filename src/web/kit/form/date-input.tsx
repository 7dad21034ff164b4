import { useRef, useState } from 'react';
import { useSay } from '../../preferences.tsx';
import { Icon } from '../icon.tsx';
import { dayFrom, instantFrom } from './dates.ts';
import { formWords as w } from './words.ts';

interface DateInputProps {
  /** `2026-12-05`, with `time` also `2026-12-05T14:30`; or whatever was typed so far. */
  value: string;
  onChange: (value: string) => void;
  time?: boolean;
  id?: string | undefined;
  'aria-label'?: string | undefined;
  'aria-invalid'?: boolean;
  'aria-describedby'?: string | undefined;
  'data-first'?: boolean | undefined;
}

/** A date as everybody here writes it, whatever the browser's own habit; typed in a few keys or chosen from a calendar. */
export function DateInput({ value, onChange, time = false, ...rest }: DateInputProps) {
  const say = useSay();
  const [typed, setTyped] = useState<string | null>(null); // null: nothing is being typed
  const calendar = useRef<HTMLInputElement>(null);
  const read = time ? instantFrom : dayFrom;
  return (
    <span className="date-input">
      <input
        type="text"
        inputMode="numeric"
        autoComplete="off"
        placeholder={time ? 'YYYY-MM-DD HH:MM' : 'YYYY-MM-DD'}
        {...rest}
        value={typed ?? value.replace('T', ' ')}
        onChange={({ target }) => {
          setTyped(target.value);
          onChange(read(target.value, new Date().getFullYear()) ?? target.value);
        }}
        onBlur={() => setTyped(null)}
      />
      <button
        type="button"
        className="plain square"
        tabIndex={-1}
        aria-label={say(w.openCalendar)}
        onClick={() => calendar.current?.showPicker()}
      >
        <Icon name="calendar" />
      </button>
      <input
        ref={calendar}
        className="calendar"
        type={time ? 'datetime-local' : 'date'}
        tabIndex={-1}
        aria-hidden="true"
        value={read(value, 0) ?? ''}
        onChange={({ target }) => {
          setTyped(null);
          onChange(target.value);
        }}
      />
    </span>
  );
}
