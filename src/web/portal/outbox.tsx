import { useEffect } from 'react';
import { dismiss, sendWaiting, useOutbox } from '../kit/outbox.ts';
import { useSay } from '../preferences.tsx';
import { useForget, usePortal } from './portal.tsx';
import { formWords as f } from './words.ts';

const TRY_EVERY_MS = 15_000; // besides when the browser says that the connection is back

/** Forms that were sent without a connection: they go out when it is back, and what became of them is told here. */
export function Outbox({ person }: { person: string }) {
  const say = useSay();
  const { api } = usePortal();
  const forget = useForget();
  const who = `contact:${person}`;
  const waiting = useOutbox(who);
  const isWaiting = waiting.some(({ state }) => state === 'waiting');
  useEffect(() => {
    if (!isWaiting) return;
    const go = () => void sendWaiting(api, who).then((any) => (any ? forget() : undefined));
    go();
    const timer = setInterval(go, TRY_EVERY_MS);
    addEventListener('online', go);
    return () => {
      clearInterval(timer);
      removeEventListener('online', go);
    };
    // oxlint-disable-next-line react/exhaustive-deps -- `forget` is new at every look, and does the same
  }, [isWaiting, api, who]);
  if (waiting.length === 0) return null;
  return (
    <ul className="cards" aria-live="polite">
      {waiting.map(({ key, title, state, problem }) => (
        <li key={key} className="card">
          <span className="what">{say(title)}</span>
          <span className={`tail ${state === 'refused' ? 'breached' : ''}`}>
            {say(state === 'waiting' ? f.waits : state === 'done' ? f.went : f.refused)}
          </span>
          {state === 'refused' && <small>{problem?.title}</small>}
          {state !== 'waiting' && (
            <button type="button" onClick={() => void dismiss(key)}>
              {say(f.ok)}
            </button>
          )}
        </li>
      ))}
    </ul>
  );
}
