import { Dialog } from '../kit/dialog.tsx';
import { useSay } from '../preferences.tsx';
import { keyWords, shellWords as w } from './words.ts';

/** What the keyboard can do. */
export function KeySheet({ onClose }: { onClose: () => void }) {
  const say = useSay();
  return (
    <Dialog title={say(w.keys)} onClose={onClose}>
      <dl className="keys">
        {keyWords.map(({ keys, does }) => (
          <div key={keys}>
            <dt>
              <kbd>{keys}</kbd>
            </dt>
            <dd>{say(does)}</dd>
          </div>
        ))}
      </dl>
    </Dialog>
  );
}
