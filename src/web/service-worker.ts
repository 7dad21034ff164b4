// Keeps the pages themselves on the device, so that they open without a connection. Data are none of its business: what people read
// lately and what they want to send is kept by the pages (api/lately.ts, kit/outbox.ts).

/** As much of a worker's world as is used here; the library of its types does not go together with that of pages. */
interface Worker {
  location: Location;
  clients: { claim(): Promise<void> };
  addEventListener(type: 'install' | 'activate', hear: (event: { waitUntil(done: Promise<unknown>): void }) => void): void;
  addEventListener(type: 'fetch', hear: (event: Fetch) => void): void;
}
interface Fetch {
  request: Request;
  respondWith(answer: Promise<Response>): void;
}

const worker = self as unknown as Worker;

/** What the pages consist of; the build writes it here (vite.config.ts). */
const FILES: readonly string[] = JSON.parse('["__FILES__"]') as string[];
const NAME = `lvyue ${FILES.join().length} ${checksum(FILES.join())}`;
const PAGE = '/';
const PATIENCE_MS = 1500; // for the newest page; then the kept one

worker.addEventListener('install', (event) => {
  event.waitUntil(caches.open(NAME).then((cache) => cache.addAll([PAGE, ...FILES])));
});

worker.addEventListener('activate', (event) => {
  event.waitUntil(
    caches
      .keys()
      .then((names) =>
        Promise.all(names.filter((name) => name !== NAME && name.startsWith('lvyue ')).map((name) => caches.delete(name))),
      )
      .then(() => worker.clients.claim()),
  );
});

worker.addEventListener('fetch', (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (request.method !== 'GET' || origin !== worker.location.origin || /^\/(api|portal)(\/|$)/.test(pathname)) return;
  if (request.mode === 'navigate') event.respondWith(page(request));
  else if (FILES.includes(pathname)) event.respondWith(kept(request));
});

/** The newest page if it comes soon; otherwise the one that is kept, which shows what it knows and says so. */
async function page(request: Request): Promise<Response> {
  const slow = new AbortController();
  const timer = setTimeout(() => slow.abort(), PATIENCE_MS);
  try {
    return await fetch(request, { signal: slow.signal });
  } catch (error) {
    const known = await caches.match(PAGE);
    if (known) return known;
    throw error;
  } finally {
    clearTimeout(timer);
  }
}

const kept = async (request: Request): Promise<Response> => (await caches.match(request)) ?? fetch(request);

/** Tells builds apart: FNV-1a, 32 bits. */
function checksum(text: string): string {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return (hash >>> 0).toString(36);
}
