import { useState } from 'react';
import { useSearchParams } from 'react-router';
import type { Declared } from '../../declared.ts';
import { useSay } from '../../preferences.tsx';
import { Icon } from '../icon.tsx';
import { useOpen } from '../menu.tsx';
import { FilterEditor } from './filter-editor.tsx';
import { FilterText } from './filter-text.tsx';
import { type Column, columnsOf, type Filter, filtersIn, withFilter, withoutFilters } from './question.ts';
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
            setParams(withoutFilters(declared.record, params), { replace: true });
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
          <FilterEditor
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
