import { type FormEvent, useState } from 'react';
import type { Pair } from '#kernel/declare/words';
import { useFormat } from '../../company.ts';
import { useSay } from '../../preferences.tsx';
import { DateInput } from '../form/date-input.tsx';
import { RefPicker } from '../form/ref-picker.tsx';
import { Icon } from '../icon.tsx';
import { RefText } from '../value.tsx';
import { kitWords } from '../words.ts';
import { type Column, endOf, type Filter, ME, PROMISE } from './question.ts';
import { DAY_RANGES, PROMISE_RANGES } from './relative.ts';
import { listWords as w } from './words.ts';

interface EditorProps {
  column: Column;
  filter: Filter;
  onApply: (filter: Filter) => void;
}

/** Asks for one condition, as its field wants it. */
export function FilterEditor({ column, filter, onApply }: EditorProps) {
  const say = useSay();
  const { field, sort, nullable } = column;
  const [draft, setDraft] = useState(filter);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    onApply(draft);
  };
  const part = { column, draft, setDraft };
  return (
    <form className="menu left popover" onSubmit={submit}>
      {field === PROMISE ? (
        <Ranges {...part} ranges={PROMISE_RANGES} between={false} />
      ) : sort.is === 'day' || sort.is === 'instant' ? (
        <Ranges {...part} ranges={DAY_RANGES} between />
      ) : sort.is === 'choice' || sort.is === 'flag' ? (
        <Choices {...part} />
      ) : sort.is === 'ref' ? (
        <References {...part} to={sort.to} />
      ) : sort.is === 'text' ? (
        <label className="field">
          <span className="field-name">{say(w.contains)}</span>
          <input
            type="text"
            autoFocus
            value={draft.has ?? ''}
            onChange={({ target }) => setDraft({ field, has: target.value })}
          />
        </label>
      ) : (
        (['from', 'to'] as const).map((end) => (
          <label key={end} className="field">
            <span className="field-name">{say(end === 'from' ? w.from : w.until)}</span>
            <input
              type="number"
              step="any"
              autoFocus={end === 'from'}
              value={draft[end] ?? ''}
              onChange={({ target }) => setDraft({ ...bounds(draft), [end]: target.value })}
            />
          </label>
        ))
      )}
      {nullable && (
        <select
          aria-label={say(column.name)}
          value={draft.empty === undefined ? '' : String(draft.empty)}
          onChange={({ target }) => setDraft(target.value === '' ? { field } : { field, empty: target.value === 'true' })}
        >
          <option value="">{say(w.any)}</option>
          <option value="true">{say(field === PROMISE ? w.noPromise : w.isEmpty)}</option>
          <option value="false">{say(field === PROMISE ? w.anyPromise : w.isGiven)}</option>
        </select>
      )}
      <button type="submit" className="primary">
        {say(w.addFilter)}
      </button>
    </form>
  );
}

interface PartProps {
  column: Column;
  draft: Filter;
  setDraft: (filter: Filter) => void;
}

/** Bounds alone: no range that moves, no emptiness beside them. */
const bounds = ({ field, from, to }: Filter): Filter => ({
  field,
  ...(from !== undefined && { from }),
  ...(to !== undefined && { to }),
});

function Choices({ column: { field, sort, choices }, draft, setDraft }: PartProps) {
  const say = useSay();
  const values = sort.is === 'choice' ? sort.values : ['true', 'false'];
  const told = (value: string): string =>
    sort.is === 'flag' ? say(value === 'true' ? kitWords.yes : kitWords.no) : choices?.[value] ? say(choices[value]) : value;
  const is = draft.is ?? [];
  return values.map((value, i) => (
    <label key={value} className="check">
      <input
        type="checkbox"
        autoFocus={i === 0}
        checked={is.includes(value)}
        onChange={() => setDraft({ field, is: is.includes(value) ? is.filter((v) => v !== value) : [...is, value] })}
      />
      {told(value)}
    </label>
  ));
}

/** One record or several; where people are meant, also whoever looks. */
function References({ column: { field, name }, draft, setDraft, to }: PartProps & { to: string }) {
  const say = useSay();
  const is = draft.is ?? [];
  const drop = (id: string) => setDraft({ field, is: is.filter((other) => other !== id) });
  return (
    <>
      {to === 'employee' && (
        <label className="check">
          <input
            type="checkbox"
            checked={is.includes(ME)}
            onChange={({ target }) => (target.checked ? setDraft({ field, is: [...is, ME] }) : drop(ME))}
          />
          {say(w.mine)}
        </label>
      )}
      {is
        .filter((id) => id !== ME)
        .map((id) => (
          <p key={id} className="picked">
            <RefText to={to} id={id} linked={false} />
            <button type="button" className="plain square" aria-label={say(kitWords.remove)} onClick={() => drop(id)}>
              <Icon name="close" size={12} />
            </button>
          </p>
        ))}
      <RefPicker
        key={is.length}
        to={to}
        label={say(name)}
        autoFocus
        value={null}
        onChange={(id) => id !== null && !is.includes(id) && setDraft({ field, is: [...is, id] })}
      />
    </>
  );
}

/** Days or instants: a range that moves with today, or a beginning and an end. */
function Ranges({ column, draft, setDraft, ranges, between }: PartProps & { ranges: Record<string, Pair>; between: boolean }) {
  const say = useSay();
  const format = useFormat();
  const { field, name, sort } = column;
  const beginOf = (day: string): string => format.fromLocal(`${day}T00:00`);
  const edge = (day: string, end: 'from' | 'to'): string =>
    sort.is === 'instant' && isDay(day) ? (end === 'from' ? beginOf(day) : endOf(day, beginOf)) : day;
  const shown = (value: string | undefined): string =>
    sort.is === 'instant' && value?.includes('T') ? format.local(value).slice(0, 10) : (value ?? '');
  return (
    <>
      <select
        autoFocus
        aria-label={say(name)}
        value={draft.in ?? ''}
        onChange={({ target }) => setDraft(target.value === '' ? { field } : { field, in: target.value })}
      >
        <option value="">{say(between ? w.between : w.any)}</option>
        {Object.entries(ranges).map(([range, word]) => (
          <option key={range} value={range}>
            {say(word)}
          </option>
        ))}
      </select>
      {between &&
        draft.in === undefined &&
        (['from', 'to'] as const).map((end) => (
          <label key={end} className="field">
            <span className="field-name">{say(end === 'from' ? w.from : w.until)}</span>
            <DateInput value={shown(draft[end])} onChange={(day) => setDraft({ ...bounds(draft), [end]: edge(day, end) })} />
          </label>
        ))}
    </>
  );
}

const isDay = (text: string): boolean => /^\d{4}-\d\d-\d\d$/.test(text);
