import { type KeyboardEvent, useCallback, useEffect, useRef, useState } from 'react';
import { Link, useSearchParams } from 'react-router';
import type { ListedDoc } from '../../api/records.ts';
import type { Commitment } from '../../api/routes.ts';
import { useFormat } from '../../company.ts';
import type { Declared } from '../../declared.ts';
import { useKeys } from '../../keys.ts';
import { plainText } from '../../language/format.ts';
import { useSay } from '../../preferences.tsx';
import { Icon } from '../icon.tsx';
import { PromiseMark } from '../promise.tsx';
import { StateMark } from '../state-mark.tsx';
import { Value } from '../value.tsx';
import type { LayoutChoice } from './layout.ts';
import { type Column, PROMISE, sortedBy, sortIn } from './question.ts';
import { WidthHandle } from './width-handle.tsx';
import { listWords as w } from './words.ts';

interface RowsProps {
  declared: Declared;
  columns: readonly Column[];
  layout: LayoutChoice;
  items: readonly ListedDoc[];
  /** The next promise of each, by id; null where there never is one. */
  promises: ReadonlyMap<string, Commitment> | null;
  selected: ReadonlySet<string>;
  onSelect: (selected: ReadonlySet<string>) => void;
  /** The next page; null on the last. */
  more: { busy: boolean; load: () => void } | null;
}

const AROUND = 12; // rows that are drawn above and below what can be seen
const STRIDE = 4; // rows that go by before others are drawn
const CARD = 92; // height in px of a row on a phone
const NARROW = '(max-width: 640px)';

/** The rows themselves. Only those that can be seen are drawn, so that ten thousand scroll as ten do. */
export function Rows({ declared, columns, layout, items, promises, selected, onSelect, more }: RowsProps) {
  const say = useSay();
  const box = useRef<HTMLDivElement>(null);
  const { first, last, height, onScroll } = useWindow(box, items.length);
  const at = useWalk(box, items.length, height);
  const load = more && !more.busy ? more.load : null;
  useEffect(() => {
    if (load && last >= items.length - AROUND) load();
  }, [load, last, items.length]);
  const toggle = (id: string) => {
    const after = new Set(selected);
    if (!after.delete(id)) after.add(id);
    onSelect(after);
  };
  useKeys({
    j: () => at.go(1),
    k: () => at.go(-1),
    x: () => {
      const id = items[at.focused() ?? -1]?.id;
      if (id !== undefined) toggle(id);
    },
  });
  const shown = items.slice(first, last);
  const firstRef = columns.find(({ sort }) => sort.is === 'ref');
  return (
    <div className="rows" ref={box} onScroll={onScroll} onKeyDown={at.onKeyDown}>
      <table>
        <thead>
          <tr>
            <th className="pick">
              <input
                type="checkbox"
                aria-label={say(w.selectAll)}
                checked={items.length > 0 && items.every(({ id }) => selected.has(id))}
                onChange={({ target }) => onSelect(new Set(target.checked ? items.map(({ id }) => id) : []))}
              />
            </th>
            {columns.map((column) => (
              <Head key={column.field} column={column} layout={layout} />
            ))}
          </tr>
        </thead>
        <tbody>
          {first > 0 && <tr aria-hidden="true" className="space" style={{ height: first * height }} />}
          {shown.map((item, i) => (
            <tr key={item.id} data-index={first + i} data-selected={selected.has(item.id) || undefined}>
              <td className="pick">
                <input
                  type="checkbox"
                  aria-label={say(w.select(item.number))}
                  checked={selected.has(item.id)}
                  onChange={() => toggle(item.id)}
                />
              </td>
              {columns.map((column) =>
                column.field === PROMISE ? (
                  <td key={PROMISE} className="is-next">
                    {promises?.has(item.id) && <NextPromise owed={promises.get(item.id)!} />}
                  </td>
                ) : (
                  <Cell
                    key={column.field}
                    declared={declared}
                    column={column}
                    item={item}
                    first={column === firstRef}
                    width={layout.layout.widths[column.field]}
                  />
                ),
              )}
            </tr>
          ))}
          {last < items.length && <tr aria-hidden="true" className="space" style={{ height: (items.length - last) * height }} />}
        </tbody>
      </table>
      {more && (
        <p className="rows-end">
          <button type="button" className="plain" onClick={more.load} disabled={more.busy}>
            {say(w.more)}
          </button>
        </p>
      )}
    </div>
  );
}

/** A column's name; where rows can be sorted by it, a click does, another turns it round. Its edge is drawn to make it wider. */
function Head({ column: { field, name, sort }, layout }: { column: Column; layout: LayoutChoice }) {
  const say = useSay();
  const [params] = useSearchParams();
  const now = sortIn(params);
  const mine = now.field === field;
  const width = layout.layout.widths[field];
  return (
    <th
      aria-sort={mine ? (now.descending ? 'descending' : 'ascending') : undefined}
      className={classOf(field, sort.is)}
      style={width === undefined ? undefined : { width, minWidth: width, maxWidth: width }}
    >
      {field === PROMISE ? (
        say(name)
      ) : (
        <Link to={`?${sortedBy(params, field, sort.is).toString()}`} replace>
          {say(name)} {mine && <Icon name={now.descending ? 'down' : 'up'} size={12} />}
        </Link>
      )}
      <WidthHandle field={field} name={say(name)} layout={layout} />
    </th>
  );
}

interface CellProps {
  declared: Declared;
  column: Column;
  item: ListedDoc;
  first: boolean;
  /** In px, where somebody has drawn it. */
  width: number | undefined;
}

function Cell({ declared, column, item, first, width }: CellProps) {
  const format = useFormat();
  const { field, sort, choices } = column;
  const { record } = declared;
  const value = item[field];
  if (field === 'number')
    return (
      <td className="is-number">
        <Link to={`/${record.plural}/${item.id}`} className="number row-link">
          {item.number}
        </Link>
      </td>
    );
  if (field === 'state')
    return (
      <td className="is-state">
        <StateMark declared={declared} state={item.state} />
      </td>
    );
  return (
    <td
      className={first ? 'is-first-ref' : classOf(field === record.title ? 'title' : field, sort.is)}
      style={width === undefined ? undefined : { maxWidth: width }}
      title={sort.is === 'text' && typeof value === 'string' ? value : undefined}
    >
      {value === null || value === undefined ? null : sort.is === 'instant' ? (
        <time dateTime={plainText(value)}>{format.shortInstant(plainText(value))}</time>
      ) : sort.is === 'day' ? (
        <time dateTime={plainText(value)}>{format.shortDay(plainText(value))}</time>
      ) : sort.is === 'text' ? (
        plainText(value)
      ) : (
        <Value sort={sort} value={value} choices={choices} called={item.refs[field]} linked={false} />
      )}
    </td>
  );
}

/** What is owed next on a row: what, and how long is left. */
function NextPromise({ owed }: { owed: Commitment }) {
  return (
    <span title={owed.name}>
      <PromiseMark owed={owed} short /> <span className="quiet">{owed.name}</span>
    </span>
  );
}

const classOf = (field: string, is: string): string | undefined =>
  field === 'title' ? 'is-title' : ['money', 'quantity', 'whole'].includes(is) ? 'amount' : undefined;

/** Which rows can be seen in the box, from how far it is scrolled. `height` is that of one row in px. */
function useWindow(box: React.RefObject<HTMLDivElement | null>, count: number) {
  const [top, setTop] = useState(0);
  const [room, setRoom] = useState(900);
  const [height, setHeight] = useState(rowHeight);
  useEffect(() => {
    const measured = () => {
      setRoom(box.current?.clientHeight ?? 900);
      setHeight(rowHeight());
    };
    measured();
    const sizes = new ResizeObserver(measured);
    if (box.current) sizes.observe(box.current);
    const density = new MutationObserver(measured);
    density.observe(document.documentElement, { attributeFilter: ['data-density'] });
    return () => {
      sizes.disconnect();
      density.disconnect();
    };
  }, [box]);
  const first = Math.max(0, Math.floor(top / height) - AROUND);
  const last = Math.min(count, Math.ceil((top + room) / height) + AROUND + STRIDE);
  // Drawn anew every few rows, not every pixel.
  const onScroll = useCallback(
    () => setTop(Math.floor((box.current?.scrollTop ?? 0) / (STRIDE * height)) * STRIDE * height),
    [box, height],
  );
  return { first, last, height, onScroll };
}

const rowHeight = (): number =>
  matchMedia(NARROW).matches
    ? CARD
    : Number.parseInt(getComputedStyle(document.documentElement).getPropertyValue('--row'), 10) || 40;

/** Goes from row to row: the link of a row holds the focus, so Enter opens it as it would any link. */
function useWalk(box: React.RefObject<HTMLDivElement | null>, count: number, height: number) {
  const focused = (): number | null => {
    const row = document.activeElement?.closest<HTMLElement>('tr[data-index]');
    return row && box.current?.contains(row) ? Number(row.dataset['index']) : null;
  };
  const go = (step: number) => {
    const now = focused();
    const to = Math.max(0, Math.min(count - 1, now === null ? (step > 0 ? 0 : count - 1) : now + step));
    const place = box.current;
    if (!place) return;
    const link = () => place.querySelector<HTMLElement>(`tr[data-index="${to}"] .row-link`);
    const focus = () => {
      link()?.focus({ preventScroll: true });
      link()?.closest('tr')?.scrollIntoView({ block: 'nearest' });
    };
    if (link()) return focus();
    place.scrollTop = to * height;
    requestAnimationFrame(() => requestAnimationFrame(focus)); // the rows around it have to be drawn first
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step === undefined || focused() === null) return;
    event.preventDefault();
    go(step);
  };
  return { go, focused, onKeyDown };
}
