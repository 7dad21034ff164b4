import { useState } from 'react';
import { Dialog } from '../../kit/dialog.tsx';
import { useSay } from '../../preferences.tsx';
import { adminWords as w } from './words.ts';

/** Something that is shown this once. */
export function Secret({ title, text, onClose }: { title: string; text: string; onClose: () => void }) {
  const say = useSay();
  const [copied, setCopied] = useState(false);
  const copy = () => {
    // Browsers give the clipboard only to pages that came by https; the text can be selected all the same.
    void navigator.clipboard?.writeText(text).then(() => setCopied(true));
  };
  return (
    <Dialog
      title={title}
      onClose={onClose}
      foot={
        <button type="button" className="primary" onClick={onClose}>
          {say(w.done)}
        </button>
      }
    >
      <div className="stack">
        <p className="note">{say(w.shownOnce)}</p>
        <p className="row">
          <code className="secret">{text}</code>
          {'clipboard' in navigator && (
            <button type="button" onClick={copy}>
              {say(copied ? w.copied : w.copy)}
            </button>
          )}
        </p>
      </div>
    </Dialog>
  );
}
