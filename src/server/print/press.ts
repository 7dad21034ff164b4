import { Worker } from 'node:worker_threads';
import { busy } from '#kernel/problem';
import type { Set, Sheet } from './press-worker.ts';

/** What sets forms as PDF. One thread, started when first needed and let go when nothing has been printed for a while. */
export interface Press {
  /** Sets a form. `source` is Typst, `data` what it shows. @throws Problem busy when it takes too long; Error when the form is wrong. */
  print(source: string, data: object): Promise<Uint8Array>;
  close(): Promise<void>;
}

const LONGEST_MS = 15_000; // a page takes about 6 ms; the first one waits half a second for the fonts
const IDLE_MS = 60_000;
const MOST_WAITING = 200;

interface Waiting {
  resolve: (pdf: Uint8Array) => void;
  reject: (error: Error) => void;
  timer: NodeJS.Timeout;
}

/** @param longest milliseconds that a form may take, waiting included. */
export function openPress(longest = LONGEST_MS): Press {
  const waiting = new Map<number, Waiting>();
  let worker: Worker | undefined;
  let idle: NodeJS.Timeout | undefined;
  let last = 0;

  /** Ends the thread; whatever it was still to set is refused. */
  const stop = async (): Promise<void> => {
    const ended = worker;
    worker = undefined;
    clearTimeout(idle);
    for (const { reject, timer } of waiting.values()) {
      clearTimeout(timer);
      reject(busy());
    }
    waiting.clear();
    await ended?.terminate();
  };

  const start = (): Worker => {
    const started = new Worker(new URL('./press-worker.ts', import.meta.url));
    started.unref();
    started.on('message', (set: Set) => {
      const one = waiting.get(set.id);
      if (!one) return;
      waiting.delete(set.id);
      clearTimeout(one.timer);
      if ('pdf' in set) one.resolve(set.pdf);
      else one.reject(new Error(`A form could not be set: ${set.error}`));
    });
    started.on('error', () => void stop());
    return started;
  };

  return {
    print(source, data) {
      if (waiting.size >= MOST_WAITING) throw busy();
      worker ??= start();
      clearTimeout(idle);
      idle = setTimeout(() => void (waiting.size === 0 && stop()), IDLE_MS).unref();
      const id = ++last;
      const sheet: Sheet = { id, source, data: JSON.stringify(data) };
      return new Promise((resolve, reject) => {
        // A form that does not end is ended with its thread; those behind it are asked to come again.
        const timer = setTimeout(() => void stop(), longest);
        waiting.set(id, { resolve, reject, timer });
        // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread has no origin
        worker!.postMessage(sheet);
      });
    },
    close: stop,
  };
}
