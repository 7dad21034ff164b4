import { createHash, randomBytes } from 'node:crypto';

/** 256 random bits as 43 characters. A fast hash of them is enough: there is nothing to guess. */
export const newToken = (): string => randomBytes(32).toString('base64url');

/** What is kept of a token: whoever reads the table cannot use it. 32 bytes. */
export const tokenHash = (token: string): Buffer => createHash('sha256').update(token).digest();

/**
 * A secret that people copy from a screen: `k7wm-x2pd-hq9c-v4tn`. 80 random bits: beyond guessing, even from a fast hash.
 * No letters and digits that are mistaken for each other.
 */
export function readableSecret(): string {
  const letters = Array.from(randomBytes(16), (byte) => LETTERS[byte % 32]).join('');
  return letters.replace(/(.{4})(?=.)/g, '$1-');
}

const LETTERS = 'abcdefghijkmnpqrstuvwxyz23456789';
