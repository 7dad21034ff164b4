import { useState } from 'react';
import type { Pair } from '#kernel/declare/words';
import { useSay } from '../../preferences.tsx';
import { linkWords as w } from './words.ts';

/** Puts a text on the clipboard and says so. Where the browser keeps the clipboard to itself, the text stands beside it. */
export function CopyButton({ text, name = w.copy }: { text: string; name?: Pair }) {
  const say = useSay();
  const [done, setDone] = useState(false);
  const copy = () => void navigator.clipboard?.writeText(text).then(() => setDone(true));
  return (
    <button type="button" onClick={copy}>
      <span role="status">{say(done ? w.copied : name)}</span>
    </button>
  );
}
