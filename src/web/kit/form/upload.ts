import type { StoredFile } from '#kernel/declare/fields';
import { type Api, Unreachable } from '../../api/client.ts';
import { dropAway, fetchBack, putAway } from '../device.ts';

/**
 * A file that has been chosen while there was no connection looks like one that was uploaded, but for its hash: it is kept on this
 * device under its id, and uploaded before the form that names it is sent.
 */
const NOT_UPLOADED = '0'.repeat(64);

interface Kept {
  blob: Blob;
  name: string;
  /** Once it was uploaded: sent again, the form names the same file. */
  stored?: StoredFile;
}

export const isWaiting = ({ sha256 }: StoredFile): boolean => sha256 === NOT_UPLOADED;

/** Uploads what a person has chosen; without a connection it is kept here. @throws Refusal */
export async function takeIn(api: Api, chosen: File): Promise<StoredFile> {
  const { blob, name } = await lighter(chosen);
  try {
    return await api.upload(blob, name);
  } catch (error) {
    if (!(error instanceof Unreachable)) throw error;
    const id = uuid();
    await putAway('files', id, { blob, name } satisfies Kept);
    return { id, name, type: blob.type || 'application/octet-stream', size: blob.size, sha256: NOT_UPLOADED };
  }
}

/** The content of a file that waits on this device. */
export const waitingBlob = async (id: string): Promise<Blob | undefined> => (await fetchBack<Kept>('files', id))?.blob;

/** Uploads every file that waits, and answers the same body with the uploaded ones in their place. @throws Refusal, Unreachable */
export async function withFiles(api: Api, body: unknown): Promise<unknown> {
  const uploaded = new Map<string, StoredFile>();
  for (const { id } of waitingIn(body)) uploaded.set(id, await settled(api, id));
  return uploaded.size === 0 ? body : replaced(body, uploaded);
}

/** Forgets the files of a form that was answered. */
export async function forgetFiles(body: unknown): Promise<void> {
  await Promise.all(waitingIn(body).map(({ id }) => dropAway('files', id)));
}

/** The files in a body that wait to be uploaded. */
function waitingIn(body: unknown): StoredFile[] {
  if (body === null || typeof body !== 'object') return [];
  if ('sha256' in body) return isWaiting(body as StoredFile) ? [body as StoredFile] : [];
  return Object.values(body).flatMap(waitingIn);
}

function replaced(body: unknown, uploaded: ReadonlyMap<string, StoredFile>): unknown {
  if (Array.isArray(body)) return body.map((each) => replaced(each, uploaded));
  if (body === null || typeof body !== 'object') return body;
  if ('sha256' in body) return uploaded.get((body as StoredFile).id) ?? body;
  return Object.fromEntries(Object.entries(body).map(([name, value]) => [name, replaced(value, uploaded)]));
}

async function settled(api: Api, id: string): Promise<StoredFile> {
  const kept = await fetchBack<Kept>('files', id);
  if (!kept) throw new Error('A file that was chosen is not on this device any more.');
  if (kept.stored) return kept.stored;
  const stored = await api.upload(kept.blob, kept.name);
  await putAway('files', id, { ...kept, stored } satisfies Kept);
  return stored;
}

const LONGEST_SIDE = 1600; // pixels: enough to read a label by, and a tenth of what a camera makes
const SMALL = 700_000; // bytes; below it nothing is gained
const QUALITY = 0.85;

/** A photo made smaller, so that it leaves a phone quickly; anything else, and what cannot be drawn, as it is. */
async function lighter(file: File): Promise<{ blob: Blob; name: string }> {
  const asIs = { blob: file, name: file.name };
  if (!/^image\/(jpeg|png|webp|heic|heif)$/.test(file.type)) return asIs;
  const picture = await createImageBitmap(file).catch(() => null);
  if (!picture) return asIs;
  const scale = Math.min(1, LONGEST_SIDE / Math.max(picture.width, picture.height));
  if (scale === 1 && file.size <= SMALL && !/hei[cf]$/.test(file.type)) return asIs;
  const canvas = document.createElement('canvas');
  canvas.width = Math.round(picture.width * scale);
  canvas.height = Math.round(picture.height * scale);
  canvas.getContext('2d')?.drawImage(picture, 0, 0, canvas.width, canvas.height);
  picture.close();
  const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, 'image/jpeg', QUALITY));
  if (!blob || blob.size >= file.size) return asIs;
  return { blob, name: `${file.name.replace(/\.[^.]*$/, '')}.jpg` };
}

/** Not `randomUUID`, which browsers keep from pages that came without https. */
function uuid(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6]! & 0x0f) | 0x40;
  bytes[8] = (bytes[8]! & 0x3f) | 0x80;
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}
