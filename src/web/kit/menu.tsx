import { type KeyboardEvent, type ReactNode, useEffect, useRef, useState } from 'react';

export interface MenuItem {
  key: string;
  label: ReactNode;
  /** Said below the label, smaller. */
  note?: ReactNode;
  run: () => void;
  chosen?: boolean;
}

interface MenuProps {
  label: ReactNode;
  /** What the button is called where its label is a drawing. */
  name?: string;
  items: readonly MenuItem[];
  className?: string;
  align?: 'left' | 'right';
}

/** A button that offers a few things to do. */
export function Menu({ label, name, items, className = 'plain', align = 'left' }: MenuProps) {
  const { open, setOpen, place } = useOpen();
  const choose = (item: MenuItem) => {
    setOpen(false);
    place.current?.querySelector('button')?.focus();
    item.run();
  };
  return (
    <div className="menu-place" ref={place}>
      <button
        type="button"
        className={className}
        aria-haspopup="menu"
        aria-expanded={open}
        aria-label={name}
        onClick={() => setOpen(!open)}
        onKeyDown={(event) => {
          if (event.key !== 'ArrowDown') return;
          event.preventDefault();
          setOpen(true);
        }}
      >
        {label}
      </button>
      {open && (
        <div className={`menu ${align}`} role="menu" aria-label={name} onKeyDown={walk} ref={focusFirst}>
          {items.map((item) => (
            <button
              key={item.key}
              type="button"
              role={item.chosen === undefined ? 'menuitem' : 'menuitemradio'}
              aria-checked={item.chosen}
              tabIndex={-1}
              onClick={() => choose(item)}
            >
              <span>{item.label}</span>
              {item.note && <small>{item.note}</small>}
            </button>
          ))}
        </div>
      )}
    </div>
  );
}

/** A place that opens below a button and closes when one looks elsewhere. */
export function useOpen(begun = false) {
  const [open, setOpen] = useState(begun);
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (!open) return;
    const elsewhere = (event: Event) => {
      if (!place.current?.contains(event.target as Node)) setOpen(false);
    };
    const escape = (event: globalThis.KeyboardEvent) => {
      if (event.key !== 'Escape') return;
      event.stopPropagation();
      event.preventDefault();
      setOpen(false);
      place.current?.querySelector<HTMLElement>('button, input')?.focus();
    };
    document.addEventListener('pointerdown', elsewhere);
    document.addEventListener('focusin', elsewhere);
    document.addEventListener('keydown', escape, true);
    return () => {
      document.removeEventListener('pointerdown', elsewhere);
      document.removeEventListener('focusin', elsewhere);
      document.removeEventListener('keydown', escape, true);
    };
  }, [open]);
  return { open, setOpen, place };
}

const focusFirst = (menu: HTMLDivElement | null): void => {
  menu?.querySelector<HTMLElement>('[role^=menuitem]')?.focus();
};

/** Arrow keys go round the items. */
function walk(event: KeyboardEvent<HTMLDivElement>): void {
  const items = [...event.currentTarget.querySelectorAll<HTMLElement>('[role^=menuitem]')];
  const at = items.indexOf(document.activeElement as HTMLElement);
  const to = { ArrowDown: at + 1, ArrowUp: at - 1 + items.length, Home: 0, End: items.length - 1 }[event.key];
  if (to === undefined || items.length === 0) return;
  event.preventDefault();
  items[to % items.length]?.focus();
}
