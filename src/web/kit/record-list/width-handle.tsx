import { type KeyboardEvent, type PointerEvent, useRef } from 'react';
import { useSay } from '../../preferences.tsx';
import type { LayoutChoice } from './layout.ts';
import { listWords as w } from './words.ts';

const [NARROWEST, WIDEST] = [60, 800]; // px
const STEP = 20;

/** The edge of a column: drawn with the pointer, moved with the arrow keys, or let go with a double click. */
export function WidthHandle({ field, name, layout: { layout, choose } }: { field: string; name: string; layout: LayoutChoice }) {
  const say = useSay();
  const handle = useRef<HTMLSpanElement>(null);
  const drawn = useRef<{ from: number; width: number } | null>(null);
  const { columns, widths } = layout;
  const now = (): number => handle.current?.parentElement?.offsetWidth ?? NARROWEST;
  const to = (width: number) =>
    choose({ columns, widths: { ...widths, [field]: Math.round(Math.min(WIDEST, Math.max(NARROWEST, width))) } });
  const onPointerDown = (event: PointerEvent<HTMLSpanElement>) => {
    event.preventDefault();
    event.currentTarget.setPointerCapture(event.pointerId);
    drawn.current = { from: event.clientX, width: now() };
  };
  const onPointerMove = ({ clientX }: PointerEvent) => {
    if (drawn.current) to(drawn.current.width + clientX - drawn.current.from);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const step = { ArrowLeft: -STEP, ArrowRight: STEP }[event.key];
    if (step === undefined) return;
    event.preventDefault();
    to(now() + step);
  };
  const { [field]: width, ...others } = widths;
  return (
    <span
      ref={handle}
      className="width-handle"
      role="separator"
      aria-orientation="vertical"
      aria-label={say(w.widthOf(name))}
      aria-valuenow={width ?? NARROWEST}
      aria-valuemin={NARROWEST}
      aria-valuemax={WIDEST}
      tabIndex={0}
      onPointerDown={onPointerDown}
      onPointerMove={onPointerMove}
      onPointerUp={() => (drawn.current = null)}
      onPointerCancel={() => (drawn.current = null)}
      onKeyDown={onKeyDown}
      onDoubleClick={() => choose({ columns, widths: others })}
    />
  );
}
