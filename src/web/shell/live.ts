import { type QueryClient, useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { pointingAt, recordAt, refsOf } from '../registry.ts';

const SETTLED_MS = 1_000; // after the page has come: its own requests go first
const TOGETHER_MS = 400; // what comes so close together is read once
const REST_MS = 2_500; // between two readings, however much happens
const HIDDEN_MS = 15_000; // a window that nobody has seen for so long stops listening: a browser keeps six connections to one server
const [FIRST_PAUSE_MS, LONGEST_PAUSE_MS] = [5_000, 60_000];

/** Kinds of records that have changed; with ids where we were told which, null where not. */
type Kinds = Record<string, readonly string[] | null>;

/**
 * Keeps what is on screen as the server has it: one stream of events for the window, while somebody can see it. Queries that may
 * be touched are asked again; what nobody looks at is asked again when somebody does.
 */
export function useLive(): void {
  const queries = useQueryClient();
  useEffect(() => {
    const live = liveOn(queries);
    return () => live.stop();
  }, [queries]);
}

function liveOn(queries: QueryClient): { stop: () => void } {
  const refresh = gathered((kinds) => {
    void queries.invalidateQueries({ predicate: ({ queryKey }) => kinds === null || isTouched(queryKey, kinds) });
  });
  let source: EventSource | null = null;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let pause = FIRST_PAUSE_MS;
  const open = (): void => {
    clearTimeout(timer);
    if (source !== null || document.visibilityState === 'hidden') return;
    source = new EventSource('/api/events');
    source.addEventListener('open', () => (pause = FIRST_PAUSE_MS));
    source.addEventListener('changed', ({ data }) => refresh((JSON.parse(String(data)) as { kinds: Kinds }).kinds));
    source.addEventListener('everything', () => refresh(null));
    source.addEventListener('news', () => void queries.invalidateQueries({ queryKey: ['news'] }));
    source.addEventListener('work', () => void queries.invalidateQueries({ queryKey: ['long-work'] }));
    source.addEventListener('error', () => {
      if (source?.readyState !== EventSource.CLOSED) return; // the browser tries again by itself, and says what it heard last
      close();
      timer = setTimeout(open, pause);
      pause = Math.min(2 * pause, LONGEST_PAUSE_MS);
    });
  };
  const close = (): void => {
    source?.close();
    source = null;
  };
  const seen = (): void => {
    clearTimeout(timer);
    if (document.visibilityState === 'hidden') timer = setTimeout(close, HIDDEN_MS);
    else open();
  };
  timer = setTimeout(open, SETTLED_MS);
  document.addEventListener('visibilitychange', seen);
  return {
    stop() {
      clearTimeout(timer);
      document.removeEventListener('visibilitychange', seen);
      refresh.stop();
      close();
    },
  };
}

/** Takes what comes one by one and hands it on together, never more often than every few seconds. */
function gathered(hand: (kinds: Kinds | null) => void) {
  let waiting: Kinds | null | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let last = 0;
  const run = (): void => {
    timer = undefined;
    last = Date.now();
    const kinds = waiting;
    waiting = undefined;
    if (kinds !== undefined) hand(kinds);
  };
  const take = (kinds: Kinds | null): void => {
    waiting = waiting === undefined ? kinds : waiting === null || kinds === null ? null : merged(waiting, kinds);
    timer ??= setTimeout(run, Math.max(TOGETHER_MS, last + REST_MS - Date.now()));
  };
  return Object.assign(take, { stop: () => clearTimeout(timer) });
}

const merged = (one: Kinds, other: Kinds): Kinds => {
  const both: Kinds = { ...one };
  for (const [kind, ids] of Object.entries(other)) {
    const before = both[kind];
    both[kind] = before === undefined ? ids : before === null || ids === null ? null : [...before, ...ids];
  }
  return both;
};

// What changes rarely, or costs much to count: it is read anew when its page is opened.
const NOT_LIVE = new Set([
  'me',
  'zone',
  'provider',
  'demo',
  'kpi',
  'clauses',
  'refusals',
  'settings',
  'sessions',
  'palette',
  'news',
]);
const UUID = /^[0-9a-f]{8}-/;

/** Whether what a query answered may be different now. */
export function isTouched([first, second]: readonly unknown[], kinds: Kinds): boolean {
  if (typeof first !== 'string' || NOT_LIVE.has(first) || second === 'called' || second === 'options') return false;
  const own = recordAt(first);
  if (!own) return true;
  const { record } = own;
  if (typeof second === 'string' && UUID.test(second)) {
    if (record.name in kinds) {
      const ids = kinds[record.name];
      if (ids === null || ids?.includes(second)) return true;
    }
    // What can be done with a record depends on those around it.
    return [
      ...refsOf(record.fields).map(({ to }) => to),
      ...pointingAt(record.name).map(({ declared }) => declared.record.name),
    ].some((name) => name !== record.name && name in kinds);
  }
  return record.name in kinds;
}
