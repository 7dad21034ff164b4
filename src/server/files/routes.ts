import type { IncomingMessage } from 'node:http';
import { Readable } from 'node:stream';
import type { Hono } from 'hono';
import type { StoredFile } from '#kernel/declare/fields';
import { notFound } from '#kernel/problem';
import type { Actor } from '#kernel/run/actor';
import type { Kernel } from '#kernel/run/kernel';
import { type Exchange, jsonAnswer } from '#server/http/exchange';
import { malformed } from '#server/http/problems';
import type { RecordDeps } from '#server/http/records';
import { fileFor } from './read.ts';
import type { FileStore } from './store.ts';
import { showsInPlace } from './types.ts';
import { keyOf, takeIn } from './upload.ts';

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** `POST /api/files`: the bytes as the body, their name in `X-File-Name` (percent-encoded UTF-8). `GET /api/files/{id}`: the bytes again. */
export function addFileRoutes(
  app: Hono<{ Bindings: Exchange }>,
  { kernel, files, now, admitted }: RecordDeps & { files: FileStore },
): void {
  app.post('/api/files', async (c) => {
    c.env.route = '/api/files';
    const actor = await admitted(c);
    const file = await fileTaken({ kernel, files }, actor, c.env.incoming, now());
    return jsonAnswer(JSON.stringify(file), 201, { location: `/api/files/${file.id}` });
  });

  app.get('/api/files/:id', async (c) => {
    c.env.route = '/api/files/:id';
    const actor = await admitted(c);
    return fileAnswer({ kernel, files }, actor, c.req.param('id'), c.env.incoming, now());
  });
}

/** Takes in the file that a request brings, named in its `X-File-Name`. @throws Problem as `takeIn`. */
export const fileTaken = (deps: FileDeps, actor: Actor, incoming: IncomingMessage, now: number): Promise<StoredFile> =>
  takeIn(deps, actor, incoming, nameIn(incoming.headers['x-file-name']), now);

/** Answers the bytes of a file to whoever may read it. @throws Problem not-found. */
export async function fileAnswer(
  { kernel, files }: FileDeps,
  actor: Actor,
  asked: string,
  incoming: IncomingMessage,
  now: number,
): Promise<Response> {
  const id = asked.toLowerCase();
  if (!UUID.test(id)) throw notFound();
  const file = await fileFor(kernel, actor, id, now);
  const tag = `"${file.sha256.slice(0, 32)}"`;
  // Kept by this browser, and asked about each time: what one may no longer read is no longer shown.
  const caching = { etag: tag, 'cache-control': 'private, no-cache' };
  if (incoming.headers['if-none-match'] === tag) return new Response(null, { status: 304, headers: caching });
  const body = await files.get(keyOf(file.id));
  const inPlace = showsInPlace(file.type);
  return new Response(Readable.toWeb(body) as ConstructorParameters<typeof Response>[0], {
    headers: {
      ...caching,
      'content-type': file.type,
      'content-length': String(file.size),
      'content-disposition': `${inPlace ? 'inline' : 'attachment'}; filename*=UTF-8''${encoded(file.name)}`,
      'content-security-policy': file.type === 'application/pdf' ? PDF_POLICY : POLICY,
    },
  });
}

interface FileDeps {
  kernel: Kernel;
  files: FileStore;
}

// A document that somebody uploaded runs nothing and loads nothing. Browsers show no PDF inside a sandbox.
const PDF_POLICY = "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'";
const POLICY = `${PDF_POLICY}; sandbox`;

function nameIn(said: string | string[] | undefined): string {
  if (typeof said !== 'string' || said === '')
    throw malformed('请在 X-File-Name 中给出文件名。', 'Please give the name of the file in X-File-Name.');
  try {
    return decodeURIComponent(said);
  } catch {
    throw malformed('X-File-Name 应为百分号编码的 UTF-8。', 'X-File-Name is percent-encoded UTF-8.');
  }
}

/** As RFC 5987 wants it. */
const encoded = (name: string): string =>
  encodeURIComponent(name).replace(/['()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`);
