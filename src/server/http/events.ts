import type { Hono } from 'hono';
import { notAllowed, Problem } from '#kernel/problem';
import type { Actor } from '#kernel/run/actor';
import { scopeOf } from '#kernel/run/load';
import type { Registry } from '#kernel/run/registry';
import { type Changes, Feed } from '../events/feed.ts';
import type { Exchange, RequestContext } from './exchange.ts';
import type { RecordDeps } from './records.ts';

const HEARTBEAT_MS = 20_000; // proxies give a silent connection up after half a minute or more
const MOST_STREAMS = 20; // of one person: windows that are open at the same time
const MOST_IDS = 100; // of one kind of record in one event
const MOST_WAITING = 200; // events that a reader may be behind

/**
 * `GET /api/events`: what has changed, as server-sent events. `changed` names kinds of records; ids only where the listener sees
 * every row of the kind, so that nobody learns of a record that they may not see. `news` says that there is something to read;
 * `everything` that too much has changed to be named. Ends when the session ends or the server stops.
 */
export function addEventRoutes(app: Hono<{ Bindings: Exchange }>, { kernel, admitted }: RecordDeps): void {
  const feed = new Feed(kernel.pool);
  const open = new Map<string, number>();

  app.get('/api/events', async (c) => {
    c.env.route = '/api/events';
    const actor = await admitted(c);
    if (actor.employee === null && actor.customer === null) throw notAllowed(['session']);
    const count = open.get(actor.id) ?? 0;
    if (count >= MOST_STREAMS) throw tooManyWindows();
    open.set(actor.id, count + 1);
    const missed = await missedBy(c, feed);
    const stream = streamFor(
      kernel.registry,
      () => admitted(c),
      { feed, missed, ending: c.env.ending },
      () => {
        const left = (open.get(actor.id) ?? 1) - 1;
        if (left > 0) open.set(actor.id, left);
        else open.delete(actor.id);
      },
    );
    await feed.begun();
    return new Response(stream, {
      headers: {
        'content-type': 'text/event-stream; charset=utf-8',
        'cache-control': 'no-store',
        'x-accel-buffering': 'no', // or nginx would keep the events to itself
      },
    });
  });
}

interface Source {
  feed: Feed;
  missed: Changes | null;
  /** Aborted when the server stops. */
  ending: AbortSignal;
}

/** @param who whoever listens, asked again before each event: a session that has ended hears nothing more. */
function streamFor(
  registry: Registry,
  who: () => Promise<Actor>,
  { feed, missed, ending }: Source,
  onEnd: () => void,
): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  let end = (): void => undefined;
  return new ReadableStream<Uint8Array>({
    start(controller) {
      let ended = false;
      let saying = Promise.resolve();
      const say = (make: (actor: Actor) => string): void => {
        saying = saying.then(async () => {
          if (ended) return;
          try {
            const text = make(await who());
            if (ended || text === '') return;
            if ((controller.desiredSize ?? 0) < -MOST_WAITING) end();
            else controller.enqueue(encoder.encode(text));
          } catch {
            end(); // no longer admitted
          }
        });
      };
      const stop = feed.listen((changes) => say((actor) => eventsFor(registry, actor, changes)));
      const heart = setInterval(() => say(() => ': still here\n\n'), HEARTBEAT_MS);
      end = () => {
        if (ended) return;
        ended = true;
        stop();
        clearInterval(heart);
        ending.removeEventListener('abort', end);
        onEnd();
        try {
          controller.close();
        } catch {
          // The reader was first.
        }
      };
      ending.addEventListener('abort', end);
      say(() => 'retry: 3000\n: welcome\n\n');
      if (missed) say((actor) => eventsFor(registry, actor, missed));
    },
    cancel: () => end(),
  });
}

/** What a listener is told of changes, as the text of events; empty when none of them concerns them. */
export function eventsFor(registry: Registry, actor: Actor, { upTo, records, told }: Changes): string {
  const news = told === null || [...told].some((whom) => whom === actor.employee || actor.roles.includes(whom));
  if (records === null) return `id: ${upTo}\nevent: everything\ndata: {}\n\n`;
  const kinds: Record<string, readonly string[] | null> = {};
  for (const [record, ids] of records) {
    const kind = registry.kinds.get(record);
    const scope = kind && scopeOf(kind, actor);
    if (scope) kinds[record] = scope === 'all' && ids.size <= MOST_IDS ? [...ids] : null;
  }
  const changed = Object.keys(kinds).length > 0 || (records.has('commitment') && actor.customer === null);
  return [
    changed ? `id: ${upTo}\nevent: changed\ndata: ${JSON.stringify({ kinds })}\n\n` : '',
    news ? `id: ${upTo}\nevent: news\ndata: {}\n\n` : '',
  ].join('');
}

/** What has changed since the event that the caller heard last; null for one who has just come. */
async function missedBy(c: RequestContext, feed: Feed): Promise<Changes | null> {
  const last = c.req.header('last-event-id') ?? '';
  return /^\d{1,15}$/.test(last) ? feed.since(Number(last)) : null;
}

const tooManyWindows = (): Problem =>
  new Problem(
    'too-many-requests',
    429,
    { zh: '同时打开的窗口过多，请关闭一些。', en: 'Too many windows are open at once. Please close some.' },
    { retryAfter: 60 },
  );
