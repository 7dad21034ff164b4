import { type PointerEvent, useRef, useState } from 'react';
import { useSay } from '../../preferences.tsx';
import { formWords as w } from './words.ts';

interface Signature {
  name: string;
  strokes?: string;
}

const WIDTH = 600;
const HEIGHT = 260; // on a phone as wide as the screen, a finger's writing fits
const LONGEST = 90_000; // characters; the schema takes 100,000

/** A name, and the signature drawn with a finger, pen or mouse, kept as the path of an SVG. */
export function SignaturePad({
  value,
  onChange,
  invalid,
}: {
  value: Signature | undefined;
  onChange: (value: Signature | undefined) => void;
  invalid: boolean;
}) {
  const say = useSay();
  const pad = useRef<SVGSVGElement>(null);
  const [drawing, setDrawing] = useState<string | null>(null);
  const signature = value ?? { name: '' };
  const change = (next: Signature) => onChange(next.name === '' && !next.strokes ? undefined : next);
  const at = (event: PointerEvent): string => {
    const box = pad.current!.getBoundingClientRect();
    const x = ((event.clientX - box.left) / box.width) * WIDTH;
    const y = ((event.clientY - box.top) / box.height) * HEIGHT;
    return `${Math.round(x)} ${Math.round(y)}`;
  };
  const down = (event: PointerEvent) => {
    if ((signature.strokes?.length ?? 0) > LONGEST) return;
    event.preventDefault();
    pad.current!.setPointerCapture(event.pointerId);
    setDrawing(`M${at(event)}`);
  };
  const move = (event: PointerEvent) => setDrawing((path) => (path === null ? null : `${path}L${at(event)}`));
  const up = () => {
    if (drawing?.includes('L')) change({ ...signature, strokes: `${signature.strokes ?? ''}${drawing}` });
    setDrawing(null);
  };
  return (
    <div className="stack">
      <input
        type="text"
        aria-label={say(w.signerName)}
        placeholder={say(w.signerName)}
        aria-invalid={invalid && signature.name.trim() === ''}
        value={signature.name}
        autoComplete="name"
        onChange={({ target }) => change({ ...signature, name: target.value })}
      />
      <svg
        ref={pad}
        className="pad"
        viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
        role="img"
        aria-label={say(w.sign)}
        onPointerDown={down}
        onPointerMove={move}
        onPointerUp={up}
        onPointerCancel={up}
      >
        {!signature.strokes && drawing === null && (
          <text x={WIDTH / 2} y={HEIGHT / 2}>
            {say(w.sign)}
          </text>
        )}
        <path d={`${signature.strokes ?? ''}${drawing ?? ''}`} />
      </svg>
      {/* Always there: what is below must not jump away from under a finger. */}
      <p>
        <button type="button" disabled={!signature.strokes} onClick={() => change({ name: signature.name })}>
          {say(w.clear)}
        </button>
      </p>
    </div>
  );
}
