import { type FormEvent, useState } from 'react';
import { useSearchParams } from 'react-router';
import { useFormat } from '../../company.ts';
import type { Declared } from '../../declared.ts';
import { useSay } from '../../preferences.tsx';
import { DateInput } from '../form/date-input.tsx';
import { RefPicker } from '../form/ref-picker.tsx';
import { Icon } from '../icon.tsx';
import { useOpen } from '../menu.tsx';
import { RefText } from '../value.tsx';
import { kitWords } from '../words.ts';
import { type Column, columnsOf, type Filter, filtersIn, withFilter } from './question.ts';
import { listWords as w } from './words.ts';

/** The conditions on a list, each a chip that can be changed or dropped. They stand in the address, so a link keeps them. */
export function Filters({ declared }: { declared: Declared }) {
  const say = useSay();
  const [params, setParams] = useSearchParams();
  const [added, setAdded] = useState<string | null>(null);
  const columns = columnsOf(declared);
  const filters = filtersIn(params);
  const apply = (filter: Filter) => {
    setAdded(null);
    setParams(withFilter(params, filter), { replace: true });
  };
  const shown = [...filters, ...(added !== null && !filters.some(({ field }) => field === added) ? [{ field: added }] : [])];
  return (
    <div className="chips">
      {shown.flatMap((filter) => {
        const column = columns.find(({ field }) => field === filter.field);
        return column
          ? [
              <Chip
                key={filter.field}
                column={column}
                filter={filter}
                begun={filter.field === added}
                onApply={apply}
                onDrop={() => apply({ field: filter.field })}
              />,
            ]
          : [];
      })}
      <AddFilter columns={columns.filter(({ field }) => !shown.some((filter) => filter.field === field))} onAdd={setAdded} />
      {filters.length > 0 && (
        <button
          type="button"
          className="plain"
          onClick={() => {
            setAdded(null);
            setParams(
              filters.reduce((after, { field }) => withFilter(after, { field }), params),
              { replace: true },
            );
          }}
        >
          {say(w.clearFilters)}
        </button>
      )}
    </div>
  );
}

function AddFilter({ columns, onAdd }: { columns: readonly Column[]; onAdd: (field: string) => void }) {
  const say = useSay();
  const { open, setOpen, place } = useOpen();
  return (
    <div className="menu-place" ref={place}>
      <button type="button" className="plain" aria-expanded={open} onClick={() => setOpen(!open)}>
        <Icon name="plus" size={14} /> {say(w.addFilter)}
      </button>
      {open && (
        <div className="menu left">
          {columns.map(({ field, name }) => (
            <button
              key={field}
              type="button"
              onClick={() => {
                setOpen(false);
                onAdd(field);
              }}
            >
              {say(name)}
            </button>
          ))}
        </div>
      )}
    </div>
  );
}

interface ChipProps {
  column: Column;
  filter: Filter;
  /** Just added: it opens by itself. */
  begun: boolean;
  onApply: (filter: Filter) => void;
  onDrop: () => void;
}

function Chip({ column, filter, begun, onApply, onDrop }: ChipProps) {
  const say = useSay();
  const { open, setOpen, place } = useOpen(begun);
  return (
    <span className="chip">
      <span className="menu-place" ref={place}>
        <button type="button" aria-expanded={open} onClick={() => setOpen(!open)}>
          {say(column.name)}: <FilterText column={column} filter={filter} />
        </button>
        {open && (
          <Editor
            column={column}
            filter={filter}
            onApply={(next) => {
              setOpen(false);
              onApply(next);
            }}
          />
        )}
      </span>
      <button type="button" aria-label={`${say(w.removeFilter)}: ${say(column.name)}`} onClick={onDrop}>
        <Icon name="close" size={12} />
      </button>
    </span>
  );
}

function FilterText({ column, filter: { is, from, to, has, empty } }: { column: Column; filter: Filter }) {
  const say = useSay();
  const format = useFormat();
  const { sort, choices } = column;
  if (empty !== undefined) return <>{say(empty ? w.isEmpty : w.isGiven)}</>;
  if (has !== undefined) return <>“{has}”</>;
  if (from !== undefined || to !== undefined) {
    const told = (value: string | undefined) =>
      value === undefined ? '…' : sort.is === 'instant' ? format.shortInstant(value) : value;
    return (
      <>
        {told(from)} – {told(to)}
      </>
    );
  }
  if (!is) return <>{say(w.any)}</>;
  if (sort.is === 'ref')
    return (
      <>
        {is.map((id, i) => (
          <span key={id}>
            {i > 0 && '、'}
            <RefText to={sort.to} id={id} linked={false} />
          </span>
        ))}
      </>
    );
  return (
    <>
      {is
        .map((value) =>
          sort.is === 'flag'
            ? say(value === 'true' ? kitWords.yes : kitWords.no)
            : choices?.[value]
              ? say(choices[value])
              : value,
        )
        .join('、')}
    </>
  );
}

/** Asks for one condition, as its field wants it. */
function Editor({ column, filter, onApply }: Pick<ChipProps, 'column' | 'filter' | 'onApply'>) {
  const say = useSay();
  const format = useFormat();
  const { field, sort, choices, nullable } = column;
  const [draft, setDraft] = useState(filter);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    onApply(draft);
  };
  const toggled = (value: string): Filter => {
    const is = draft.is ?? [];
    return { field, is: is.includes(value) ? is.filter((v) => v !== value) : [...is, value] };
  };
  const bound = (end: 'from' | 'to', type: string) => (
    <label className="field">
      <span className="field-name">{say(end === 'from' ? w.from : w.until)}</span>
      <DateOrNumber
        type={type}
        first={end === 'from'}
        value={sort.is === 'instant' && draft[end]?.includes('T') ? format.local(draft[end]).slice(0, 10) : (draft[end] ?? '')}
        onChange={(value) =>
          setDraft({ ...draft, field, [end]: sort.is === 'instant' && isDay(value) ? edgeOf(value, end, format) : value })
        }
      />
    </label>
  );
  return (
    <form className="menu left popover" onSubmit={submit}>
      {(sort.is === 'choice' || sort.is === 'flag') &&
        (sort.is === 'choice' ? sort.values : ['true', 'false']).map((value, i) => (
          <label key={value} className="check">
            <input
              type="checkbox"
              autoFocus={i === 0}
              checked={draft.is?.includes(value) ?? false}
              onChange={() => setDraft(toggled(value))}
            />
            {sort.is === 'flag'
              ? say(value === 'true' ? kitWords.yes : kitWords.no)
              : choices?.[value]
                ? say(choices[value])
                : value}
          </label>
        ))}
      {sort.is === 'ref' && (
        <RefPicker
          to={sort.to}
          label={say(column.name)}
          autoFocus
          value={draft.is?.[0] ?? null}
          onChange={(id) => setDraft(id === null ? { field } : { field, is: [id] })}
        />
      )}
      {sort.is === 'text' && (
        <label className="field">
          <span className="field-name">{say(w.contains)}</span>
          <input
            type="text"
            autoFocus
            value={draft.has ?? ''}
            onChange={({ target }) => setDraft({ field, has: target.value })}
          />
        </label>
      )}
      {(sort.is === 'day' || sort.is === 'instant') && (
        <>
          {bound('from', 'date')}
          {bound('to', 'date')}
        </>
      )}
      {['money', 'quantity', 'whole'].includes(sort.is) && (
        <>
          {bound('from', 'number')}
          {bound('to', 'number')}
        </>
      )}
      {nullable && (
        <select
          aria-label={say(column.name)}
          value={draft.empty === undefined ? '' : String(draft.empty)}
          onChange={({ target }) => setDraft(target.value === '' ? { field } : { field, empty: target.value === 'true' })}
        >
          <option value="">{say(w.any)}</option>
          <option value="true">{say(w.isEmpty)}</option>
          <option value="false">{say(w.isGiven)}</option>
        </select>
      )}
      <button type="submit" className="primary">
        {say(w.addFilter)}
      </button>
    </form>
  );
}

function DateOrNumber({
  type,
  first,
  value,
  onChange,
}: {
  type: string;
  first: boolean;
  value: string;
  onChange: (value: string) => void;
}) {
  if (type === 'date') return <DateInput value={value} onChange={onChange} data-first={first} />;
  return <input type="number" autoFocus={first} value={value} onChange={({ target }) => onChange(target.value)} />;
}

const isDay = (text: string): boolean => /^\d{4}-\d\d-\d\d$/.test(text);

/** The first or the last instant of a day in the company's zone. */
const edgeOf = (day: string, end: 'from' | 'to', format: ReturnType<typeof useFormat>): string => {
  const start = format.fromLocal(`${day}T00:00`);
  return end === 'from' ? start : new Date(Date.parse(start) + 86_400_000 - 1).toISOString();
};
