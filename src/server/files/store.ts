import type { Readable } from 'node:stream';
import type { FilePlace } from '../places.ts';
import { diskStore } from './disk-store.ts';
import { s3Store } from './s3-store.ts';

/** Where bytes lie under a key such as `attachments/0f/0f3c…`: lower-case letters, digits, `-`, `.` and `/` between parts. */
export interface FileStore {
  /**
   * Keeps the whole of `body` under the key, or nothing of it: on the disk, or acknowledged by the other side, when this returns.
   * Rejects with the body's own error when it breaks off.
   */
  put(key: string, body: Readable): Promise<Stored>;
  /** The bytes under the key, to be read or destroyed. @throws NoSuchFile */
  get(key: string): Promise<Readable>;
  /** Takes the key away; one that is not there is no error. */
  remove(key: string): Promise<void>;
}

/** What was kept: bytes, and their SHA-256 in lower-case hexadecimal. */
export interface Stored {
  size: number;
  sha256: string;
}

/** The place that the installation names; see `places`. */
export const openFileStore = (place: FilePlace): FileStore =>
  'folder' in place ? diskStore(place.folder) : s3Store(place.bucket);
