import type { KeyboardEvent } from 'react';
import type { Declared } from '../../declared.ts';
import { useSay } from '../../preferences.tsx';
import { Icon } from '../icon.tsx';
import { useOpen } from '../menu.tsx';
import type { LayoutChoice } from './layout.ts';
import { columnsOf } from './question.ts';
import { listWords as w } from './words.ts';

/** Which columns a list shows, and in which order: those that are shown first, as they stand. Alt with an arrow moves one. */
export function ColumnChoice({ declared, layout: { layout, choose, reset } }: { declared: Declared; layout: LayoutChoice }) {
  const say = useSay();
  const { open, setOpen, place } = useOpen();
  const { columns, widths } = layout;
  const all = columnsOf(declared);
  const shown = columns.flatMap((field) => all.filter((column) => column.field === field));
  const hidden = all.filter(({ field }) => !columns.includes(field));
  const to = (fields: readonly string[]) => choose({ columns: fields, widths });
  const move = (field: string, step: number): void => {
    const at = columns.indexOf(field);
    const other = columns[at + step];
    // The number leads: it is the way into the record.
    if (other === undefined || at + step < 1 || at < 1) return;
    to(columns.with(at, other).with(at + step, field));
    requestAnimationFrame(() => place.current?.querySelector<HTMLElement>(`[data-field="${field}"] input`)?.focus());
  };
  const onKeyDown = (field: string) => (event: KeyboardEvent) => {
    const step = { ArrowUp: -1, ArrowDown: 1 }[event.key];
    if (step === undefined || !event.altKey) return;
    event.preventDefault();
    move(field, step);
  };
  return (
    <div className="menu-place column-choice" ref={place}>
      <button type="button" className="plain" aria-expanded={open} onClick={() => setOpen(!open)}>
        {say(w.columns)} <Icon name="down" size={14} />
      </button>
      {open && (
        <div className="menu right popover">
          <ul>
            {[...shown, ...hidden]
              .filter(({ field }) => field !== 'number')
              .map(({ field, name }) => {
                const at = columns.indexOf(field);
                return (
                  <li key={field} data-field={field} onKeyDown={onKeyDown(field)}>
                    <label className="check">
                      <input
                        type="checkbox"
                        checked={at >= 0}
                        onChange={({ target }) => to(target.checked ? [...columns, field] : columns.filter((f) => f !== field))}
                      />
                      {say(name)}
                    </label>
                    {at >= 0 && (
                      <span>
                        <button
                          type="button"
                          className="plain square"
                          aria-label={say(w.moveUp(say(name)))}
                          disabled={at <= 1}
                          onClick={() => move(field, -1)}
                        >
                          <Icon name="up" size={14} />
                        </button>
                        <button
                          type="button"
                          className="plain square"
                          aria-label={say(w.moveDown(say(name)))}
                          disabled={at === columns.length - 1}
                          onClick={() => move(field, 1)}
                        >
                          <Icon name="down" size={14} />
                        </button>
                      </span>
                    )}
                  </li>
                );
              })}
          </ul>
          <button type="button" onClick={reset}>
            {say(w.standardColumns)}
          </button>
        </div>
      )}
    </div>
  );
}
