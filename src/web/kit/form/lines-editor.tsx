import { type ClipboardEvent, type KeyboardEvent, useRef, useState } from 'react';
import type { Pair } from '#kernel/declare/words';
import { useSay } from '../../preferences.tsx';
import { Icon } from '../icon.tsx';
import { kitWords } from '../words.ts';
import { Control } from './control.tsx';
import type { Asked } from './fields.ts';
import { known } from './form.tsx';
import { pasteInto, type Row } from './paste.ts';
import { formWords as w } from './words.ts';

interface LinesProps {
  name: Pair;
  columns: readonly Asked[];
  rows: readonly Row[];
  onChange: (rows: Row[]) => void;
  /** Faults by `row/column`, in the reader's language. */
  faults: Record<string, string>;
}

/** Lines as a table to type in; rows can be pasted from a spreadsheet. */
export function LinesEditor({ name, columns, rows, onChange, faults }: LinesProps) {
  const say = useSay();
  const [told, setTold] = useState('');
  const table = useRef<HTMLTableElement>(null);
  const change = (index: number, changes: Row) => onChange(rows.map((row, i) => (i === index ? { ...row, ...changes } : row)));
  const paste = (event: ClipboardEvent) => {
    const cell = (event.target as HTMLElement).closest<HTMLElement>('[data-row]');
    const text = event.clipboardData.getData('text/plain');
    if (!cell || !/[\t\n]/.test(text.trim())) return;
    event.preventDefault();
    const row = Number(cell.dataset['row']);
    const after = pasteInto(rows, columns, { row, column: cell.dataset['column'] ?? '' }, text);
    onChange(after);
    setTold(say(w.pasted(after.length - row)));
  };
  const go = (row: number, column: string) =>
    table.current?.querySelector<HTMLElement>(`[data-row="${row}"][data-column="${column}"] :is(input, select)`)?.focus();
  const add = (column = columns[0]?.name ?? '') => {
    onChange([...rows, {}]);
    requestAnimationFrame(() => go(rows.length, column));
  };
  const walk = (event: KeyboardEvent) => {
    const target = event.target as HTMLElement;
    const cell = target.closest<HTMLElement>('[data-row]');
    // What a cell itself does with the key, such as choosing from its list, it has done by now.
    if (!cell || event.defaultPrevented || event.nativeEvent.isComposing || event.ctrlKey || event.metaKey || event.altKey)
      return;
    const step = event.key === 'Enter' ? (event.shiftKey ? -1 : 1) : { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step === undefined || (event.key !== 'Enter' && target.tagName === 'SELECT')) return;
    event.preventDefault(); // or Enter would send the form
    const [row, column] = [Number(cell.dataset['row']) + step, cell.dataset['column'] ?? ''];
    if (row < rows.length) go(row, column);
    else if (event.key === 'Enter') add(column);
  };
  return (
    <fieldset className="lines wide" onPaste={paste} onKeyDown={walk}>
      <legend>{say(name)}</legend>
      {rows.length > 0 && (
        <div className="scroll">
          <table ref={table}>
            <thead>
              <tr>
                <th>#</th>
                {columns.map(({ name, label }) => (
                  <th key={name}>{say(label)}</th>
                ))}
                <th>
                  <span className="visually-hidden">{say(kitWords.remove)}</span>
                </th>
              </tr>
            </thead>
            <tbody>
              {rows.map((row, i) => (
                <tr key={typeof row['id'] === 'string' ? row['id'] : i}>
                  <td className="quiet">{i + 1}</td>
                  {columns.map((column) => (
                    <td
                      key={column.name}
                      data-row={i}
                      data-column={column.name}
                      data-sort={column.sort.is}
                      title={faults[`${i}/${column.name}`]}
                    >
                      <Control
                        field={column}
                        value={row[column.name]}
                        label={`${say(column.label)} ${i + 1}`}
                        fault={faults[`${i}/${column.name}`]}
                        onChange={(value, chosen) => change(i, { ...known(columns, row, column, chosen), [column.name]: value })}
                      />
                    </td>
                  ))}
                  <td>
                    <button
                      type="button"
                      className="plain square"
                      aria-label={say(w.removeRow(i + 1))}
                      onClick={() => onChange(rows.filter((_, r) => r !== i))}
                    >
                      <Icon name="trash" />
                    </button>
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      <p className="row">
        <button type="button" onClick={() => add()}>
          <Icon name="plus" /> {say(w.addRow)}
        </button>
        <small className="quiet">{say(w.pasteHint)}</small>
        <span role="status">{told}</span>
      </p>
    </fieldset>
  );
}
