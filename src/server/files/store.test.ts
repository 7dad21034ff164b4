import { createHash, createHmac } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { places } from '../places.ts';
import { openFileStore } from './store.ts';

const SECRETS = { AWS_ACCESS_KEY_ID: 'AKIDEXAMPLE', AWS_SECRET_ACCESS_KEY: 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY' };
const KEY = 'attachments/0f/0f3c.bin';
const sha256 = (bytes: Buffer | string): string => createHash('sha256').update(bytes).digest('hex');

let folder: string;
let bucket: Awaited<ReturnType<typeof bucketServer>>;
beforeEach(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'lvyue-store-'));
  bucket = await bucketServer();
});
afterEach(async () => {
  await bucket.close();
  await rm(folder, { recursive: true });
});

const stores = () => ({
  disk: openFileStore(places({ LVYUE_DATA: folder }).files),
  s3: openFileStore(places({ LVYUE_FILES: `s3://papers/site?endpoint=${bucket.url}&region=cn-north-1`, ...SECRETS }).files),
});

describe.each(['disk', 's3'] as const)('a %s store', (kind) => {
  test('gives back what it was given, with its size and hash, and takes it away', async () => {
    const store = stores()[kind];
    const bytes = Buffer.alloc(3 * 1024 * 1024, 'é文');
    const stored = await store.put(KEY, Readable.from(pieces(bytes)));
    expect(stored).toEqual({ size: bytes.length, sha256: sha256(bytes) });
    expect(sha256(await buffer(await store.get(KEY)))).toBe(stored.sha256);
    await store.put(KEY, Readable.from(['second']));
    expect((await buffer(await store.get(KEY))).toString()).toBe('second');
    await store.put('empty', Readable.from([]));
    expect(await buffer(await store.get('empty'))).toEqual(Buffer.alloc(0));
    await store.remove(KEY);
    await store.remove(KEY);
    await expect(store.get(KEY)).rejects.toThrow(`There is no file ${KEY}.`);
  });

  test('keeps nothing of a body that breaks off, and what was there before stays', async () => {
    const store = stores()[kind];
    await store.put(KEY, Readable.from(['whole']));
    const breaking = Readable.from(
      (function* () {
        yield Buffer.alloc(100_000);
        throw new Error('the line went dead');
      })(),
    );
    await expect(store.put(KEY, breaking)).rejects.toThrow('the line went dead');
    expect((await buffer(await store.get(KEY))).toString()).toBe('whole');
  });

  test.each(['../x', '/x', 'a//b', 'a/../b', 'A', 'a b', '', 'a/.hidden', 'x.tmp'])('takes no key “%s”', async (key) => {
    await expect(stores()[kind].put(key, Readable.from(['x']))).rejects.toThrow('is no key');
  });
});

test('a folder holds files that only this user reads, and no leftovers', async () => {
  const { disk } = stores();
  await disk.put(KEY, Readable.from(['x']));
  await expect(disk.put(KEY, Readable.from(failing()))).rejects.toThrow();
  const inside = path.join(folder, 'files', 'attachments', '0f');
  expect(await readdir(inside)).toEqual(['0f3c.bin']);
  if (process.platform !== 'win32') expect((await stat(path.join(inside, '0f3c.bin'))).mode & 0o777).toBe(0o600);
});

test('a bucket refuses a wrong secret, and its words are told', async () => {
  const wrong = places({ LVYUE_FILES: `s3://papers?endpoint=${bucket.url}`, ...SECRETS, AWS_SECRET_ACCESS_KEY: 'other' });
  await expect(openFileStore(wrong.files).put(KEY, Readable.from(['x']))).rejects.toThrow(/403 .*SignatureDoesNotMatch/);
});

test('a bucket that stumbles is asked again', async () => {
  bucket.stumble(2);
  const stored = await stores().s3.put(KEY, Readable.from(['x']));
  expect(stored.size).toBe(1);
  expect(bucket.asked()).toBe(3);
});

test('a bucket is addressed as its provider wants it, and one without its secrets is refused', () => {
  const base = (said: string) => places({ LVYUE_FILES: said, ...SECRETS }).files;
  expect(base('s3://papers?region=eu-west-1')).toMatchObject({ bucket: { base: 'https://papers.s3.eu-west-1.amazonaws.com/' } });
  expect(base('s3://papers/a/b/?endpoint=https://minio.example/')).toMatchObject({
    bucket: { base: 'https://minio.example/papers/a/b/', region: 'us-east-1' },
  });
  expect(() => places({ LVYUE_FILES: 's3://papers' })).toThrow('AWS_ACCESS_KEY_ID');
  expect(() => base('s3://')).toThrow('LVYUE_FILES');
});

function* pieces(bytes: Buffer): Generator<Buffer> {
  for (let at = 0; at < bytes.length; at += 65_536) yield bytes.subarray(at, at + 65_536);
}

function* failing(): Generator<Buffer> {
  yield Buffer.alloc(10);
  throw new Error('gone');
}

/** A small service that speaks as much S3 as is asked of it: it checks signatures (AWS Signature Version 4) and hashes by itself. */
async function bucketServer() {
  const kept = new Map<string, Buffer>();
  let asked = 0;
  let stumbles = 0;
  const server: Server = createServer((request, response) => {
    void answer(request, response);
  });
  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    asked++;
    const body = await buffer(request);
    if (stumbles-- > 0) return void response.writeHead(503).end('SlowDown');
    if (!signedRightly(request)) return void response.writeHead(403).end('<Code>SignatureDoesNotMatch</Code>');
    const key = request.url!;
    if (request.method === 'PUT') {
      if (Number(request.headers['content-length']) !== body.length) return void response.writeHead(411).end();
      if (request.headers['x-amz-content-sha256'] !== sha256(body)) return void response.writeHead(400).end('BadDigest');
      kept.set(key, body);
      return void response.end();
    }
    const found = kept.get(key);
    if (request.method === 'DELETE') {
      kept.delete(key);
      return void response.writeHead(204).end();
    }
    if (found) response.end(found);
    else response.writeHead(404).end('<Code>NoSuchKey</Code>');
  };
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked: () => asked,
    stumble: (times: number) => {
      stumbles = times;
    },
    close: async () => {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}

/** By the description of Signature Version 4, from the request alone. */
function signedRightly({ method, url, headers }: IncomingMessage): boolean {
  const [, credential, signed, signature] =
    /^AWS4-HMAC-SHA256 Credential=(\S+), SignedHeaders=(\S+), Signature=([0-9a-f]+)$/.exec(headers.authorization ?? '') ?? [];
  const [id, date, region, service] = credential?.split('/') ?? [];
  if (id !== SECRETS.AWS_ACCESS_KEY_ID || service !== 's3') return false;
  const told = signed!.split(';').map((name) => `${name}:${String(headers[name])}\n`);
  const canonical = [method, url, '', told.join(''), signed, headers['x-amz-content-sha256']].join('\n');
  const scope = `${date}/${region}/s3/aws4_request`;
  const toSign = ['AWS4-HMAC-SHA256', headers['x-amz-date'], scope, sha256(canonical)].join('\n');
  const hmac = (key: Buffer | string, text: string): Buffer => createHmac('sha256', key).update(text).digest();
  const key = [date!, region!, 's3', 'aws4_request'].reduce<Buffer | string>(hmac, `AWS4${SECRETS.AWS_SECRET_ACCESS_KEY}`);
  return hmac(key, toSign).toString('hex') === signature;
}
