import { useCallback, useEffect, useSyncExternalStore } from 'react';
import { useNavigate } from 'react-router';
import { useForgetRecords } from '../api/records.ts';
import { useFormat } from '../company.ts';
import { leaveDraft } from '../kit/form/draft.ts';
import { Icon } from '../kit/icon.tsx';
import { dismiss, sendWaiting, useOutbox, type Waiting } from '../kit/outbox.ts';
import { offlineWords as w } from '../kit/words.ts';
import { useSay } from '../preferences.tsx';
import './offline.css';
import { useApi, useMe } from '../session.tsx';

const AGAIN_MS = 20_000; // a browser may not notice that the server is back

/** Above the page: that the connection is away, and what became of forms that were sent without one. */
export function Offline() {
  const say = useSay();
  const api = useApi();
  const me = useMe();
  const forget = useForgetRecords();
  const connected = useConnected();
  const outbox = useOutbox(me.id);
  const waits = outbox.some(({ state }) => state === 'waiting');
  const send = useCallback(() => void sendWaiting(api, me.id).then((any) => (any ? forget() : undefined)), [api, me.id, forget]);
  useEffect(() => {
    if (!connected || !waits) return;
    send();
    const timer = setInterval(send, AGAIN_MS);
    return () => clearInterval(timer);
    // eslint-disable-next-line react-hooks/exhaustive-deps -- `send` is new with each render, what it does is not
  }, [connected, waits, api, me.id]);
  if (connected && outbox.length === 0) return null;
  return (
    <section className="offline no-print" aria-label={say(w.outbox)}>
      {!connected && (
        <p role="status">
          <Icon name="cloud" /> <strong>{say(w.away)}</strong> {say(w.awayText)}
        </p>
      )}
      {outbox.map((one) => (
        <Letter key={one.key} waiting={one} onSend={send} />
      ))}
    </section>
  );
}

function Letter({ waiting, onSend }: { waiting: Waiting; onSend: () => void }) {
  const say = useSay();
  const format = useFormat();
  const me = useMe();
  const navigate = useNavigate();
  const { key, state, title, at, page, form, answers, seen, problem } = waiting;
  const giveUp = async (): Promise<void> => {
    leaveDraft(me, form, answers, seen); // nothing that was typed is lost
    await dismiss(key);
  };
  const open = async (): Promise<void> => {
    leaveDraft(me, form, answers, seen);
    await dismiss(key);
    await navigate(page, { state: { refusal: problem, form } });
  };
  return (
    <p className="letter" data-state={state} role={state === 'waiting' ? undefined : 'status'}>
      <span>
        <strong>{say(title)}</strong> <span className="quiet">{format.shortInstant(at)}</span>{' '}
        {say(state === 'waiting' ? w.waiting : state === 'done' ? w.sent : w.refused)}
        {problem && `: ${problem.title}`}
      </span>
      {state === 'refused' && (
        <button type="button" className="primary" onClick={() => void open()}>
          {say(w.openForm)}
        </button>
      )}
      {state === 'waiting' && (
        <button type="button" onClick={onSend}>
          {say(w.sendNow)}
        </button>
      )}
      {state === 'done' && (
        <button type="button" onClick={() => void dismiss(key).then(() => navigate(page))}>
          {say(w.openRecord)}
        </button>
      )}
      <button type="button" className="plain" onClick={() => void (state === 'done' ? dismiss(key) : giveUp())}>
        {say(state === 'done' ? w.gotIt : w.giveUp)}
      </button>
    </p>
  );
}

/** Whether the browser believes that it is connected. */
export const useConnected = (): boolean =>
  useSyncExternalStore(
    (listen) => {
      addEventListener('online', listen);
      addEventListener('offline', listen);
      return () => {
        removeEventListener('online', listen);
        removeEventListener('offline', listen);
      };
    },
    () => navigator.onLine,
  );
