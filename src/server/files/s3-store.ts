import { randomUUID } from 'node:crypto';
import { openAsBlob } from 'node:fs';
import { rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { Readable } from 'node:stream';
import { finished } from 'node:stream/promises';
import type { ReadableStream } from 'node:stream/web';
import { AwsClient } from 'aws4fetch';
import { writeWhole } from './disk-store.ts';
import { checkedKey, NoSuchFile } from './key.ts';
import type { FileStore } from './store.ts';

/** A bucket of any service that speaks S3. */
export interface Bucket {
  /** What keys are appended to: `https://bucket.s3.eu-west-1.amazonaws.com/` or `http://127.0.0.1:9000/bucket/prefix/`. */
  base: string;
  region: string;
  accessKeyId: string;
  secretAccessKey: string;
  sessionToken: string | undefined;
}

const RETRIES = 4; // the last after about a second; whoever uploads is waiting

/** Keeps files in a bucket. Each is first written to this machine's temporary folder, for its length and hash stand in the request. */
export function s3Store({ base, region, accessKeyId, secretAccessKey, sessionToken }: Bucket): FileStore {
  const client = new AwsClient({
    accessKeyId,
    secretAccessKey,
    ...(sessionToken !== undefined && { sessionToken }),
    region,
    service: 's3',
    retries: RETRIES,
  });
  const ask = (method: string, key: string, init: RequestInit = {}): Promise<Response> =>
    client.fetch(base + checkedKey(key), { method, ...init });
  return {
    async put(key, body) {
      const spool = path.join(os.tmpdir(), `lvyue-${randomUUID()}.tmp`);
      try {
        const stored = await writeWhole(body, spool);
        // The service refuses bytes that are not those of the hash.
        const headers = { 'x-amz-content-sha256': stored.sha256, 'content-type': 'application/octet-stream' };
        const answer = await ask('PUT', key, { headers, body: await openAsBlob(spool) });
        if (!answer.ok) throw await failure('PUT', key, answer);
        await answer.body?.cancel();
        return stored;
      } finally {
        await rm(spool, { force: true });
      }
    },

    async get(key) {
      const answer = await ask('GET', key);
      if (answer.status === 404) {
        await answer.body?.cancel();
        throw new NoSuchFile(key);
      }
      if (!answer.ok) throw await failure('GET', key, answer);
      return answer.body ? Readable.fromWeb(answer.body as ReadableStream) : Readable.from([]);
    },

    async remove(key) {
      const answer = await ask('DELETE', key);
      if (!answer.ok && answer.status !== 404) throw await failure('DELETE', key, answer);
      await answer.body?.cancel();
    },
  };
}

/** Whether files can be written to the bucket, read and removed. @throws Error that says what the other side answered. */
export async function tryBucket(bucket: Bucket): Promise<void> {
  const store = s3Store(bucket);
  const key = `probe/${randomUUID()}`;
  await store.put(key, Readable.from(['lvyue']));
  const body = await store.get(key);
  await finished(body.resume());
  await store.remove(key);
}

async function failure(method: string, key: string, answer: Response): Promise<Error> {
  const said = (await answer.text()).slice(0, 500);
  return new Error(`对象存储拒绝 the bucket refused: ${method} ${key}: ${answer.status} ${said}`);
}
