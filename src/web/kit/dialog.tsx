import { type ReactNode, useEffect, useId, useRef } from 'react';
import { useSay } from '../preferences.tsx';
import { Icon } from './icon.tsx';
import { kitWords as w } from './words.ts';

const ANSWERS = '.dialog-body :is(input, select, textarea)';

interface DialogProps {
  title: ReactNode;
  onClose: () => void;
  children: ReactNode;
  /** Buttons at the foot. */
  foot?: ReactNode;
  /** At the side of the page, for a longer stay; otherwise in its middle. */
  side?: boolean;
  wide?: boolean;
}

/** What has to be answered before going on. Esc closes it; the browser keeps the focus inside. */
export function Dialog({ title, onClose, children, foot, side = false, wide = false }: DialogProps) {
  const say = useSay();
  const box = useRef<HTMLDialogElement>(null);
  const name = useId();
  useEffect(() => {
    const dialog = box.current;
    if (dialog && !dialog.open) {
      dialog.showModal();
      const first = dialog.querySelector<HTMLElement>('[data-first="true"]') ?? dialog.querySelector<HTMLElement>(ANSWERS);
      (first ?? dialog).focus();
    }
    return () => dialog?.close();
  }, []);
  return (
    <dialog
      ref={box}
      tabIndex={-1}
      className={`dialog${side ? ' side' : ''}${wide ? ' wide' : ''}`}
      aria-labelledby={name}
      onCancel={(event) => {
        if (event.target !== box.current) return; // a file chooser inside was cancelled, not the dialog
        event.preventDefault();
        onClose();
      }}
      onMouseDown={(event) => {
        if (event.target === box.current) onClose(); // beside the box, on its backdrop
      }}
    >
      <div className="dialog-box">
        <header className="dialog-head">
          <h2 id={name}>{title}</h2>
          <button type="button" className="plain square" onClick={onClose} aria-label={say(w.closeWindow)}>
            <Icon name="close" />
          </button>
        </header>
        <div className="dialog-body">{children}</div>
        {foot && <footer className="dialog-foot">{foot}</footer>}
      </div>
    </dialog>
  );
}
