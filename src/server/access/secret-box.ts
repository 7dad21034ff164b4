import { createCipheriv, createDecipheriv, createHmac, hkdfSync, randomBytes } from 'node:crypto';
import { link, mkdir, readFile, stat, unlink, writeFile } from 'node:fs/promises';
import path from 'node:path';

/**
 * Seals small secrets so that whoever reads the database, a backup or a cookie learns nothing and can change nothing
 * (AES-256-GCM). What is sealed for one purpose and owner does not open for another.
 */
export class SecretBox {
  readonly #key: Buffer;

  /** @param key 32 bytes. */
  constructor(key: Buffer) {
    this.#key = key;
  }

  /** @returns version byte, 12 bytes nonce, 16 bytes tag, ciphertext. */
  seal(purpose: string, owner: string, plain: string): Buffer {
    const nonce = randomBytes(12);
    const cipher = createCipheriv('aes-256-gcm', this.#key, nonce).setAAD(boundTo(purpose, owner));
    const hidden = Buffer.concat([cipher.update(plain, 'utf8'), cipher.final()]);
    return Buffer.concat([VERSION, nonce, cipher.getAuthTag(), hidden]);
  }

  /** @returns the plain text, or null when it was sealed for something else, with another key, or altered. */
  open(purpose: string, owner: string, sealed: Buffer): string | null {
    if (sealed.length < 29 || sealed[0] !== VERSION[0]) return null;
    const decipher = createDecipheriv('aes-256-gcm', this.#key, sealed.subarray(1, 13), { authTagLength: 16 })
      .setAAD(boundTo(purpose, owner))
      .setAuthTag(sealed.subarray(13, 29));
    try {
      return decipher.update(sealed.subarray(29), undefined, 'utf8') + decipher.final('utf8');
    } catch {
      return null;
    }
  }

  /** A keyed hash of what could be guessed from a plain one: 32 bytes. Bound to its purpose and owner as a seal is. */
  mac(purpose: string, owner: string, plain: string): Buffer {
    const key = Buffer.from(hkdfSync('sha256', this.#key, Buffer.alloc(0), boundTo(`mac\n${purpose}`, owner), 32));
    return createHmac('sha256', key).update(plain).digest();
  }

  /** A value that travels through a browser and comes back: sealed, base64url, good until `expiresAt`. */
  issue(purpose: string, value: unknown, expiresAt: Date): string {
    return this.seal(purpose, '', JSON.stringify({ until: expiresAt.getTime(), value })).toString('base64url');
  }

  /** @returns what was issued for `purpose`, or null when it is foreign, altered or expired at `now`. */
  redeem(purpose: string, ticket: string, now: Date): unknown {
    const plain = this.open(purpose, '', Buffer.from(ticket, 'base64url'));
    if (plain === null) return null;
    const { until, value } = JSON.parse(plain) as { until: number; value: unknown };
    return now.getTime() < until ? value : null;
  }
}

/**
 * Opens the box with `access.key` in `keysFolder` and makes the key on first use. Every process of an installation needs
 * the same key. Without it second factors must be enrolled anew; passwords, sessions and API keys do not depend on it.
 *
 * @throws when the file is readable by others or is not a key.
 */
export async function openSecretBox(keysFolder: string): Promise<SecretBox> {
  await makeKeyOnce(path.join(keysFolder, KEY));
  return await readSecretBox(keysFolder);
}

/** Opens the box, and never makes its key. @throws as `openSecretBox`, and when there is no key. */
export async function readSecretBox(keysFolder: string): Promise<SecretBox> {
  const file = path.join(keysFolder, KEY);
  const { mode } = await stat(file).catch((error: NodeJS.ErrnoException) => {
    throw error.code === 'ENOENT' ? missing(file) : error;
  });
  if (process.platform !== 'win32' && (mode & 0o077) !== 0) {
    throw new Error(`${file} may be read by others; run: chmod 600 "${file}"`);
  }
  const key = Buffer.from((await readFile(file, 'utf8')).trim(), 'base64');
  if (key.length !== 32) throw new Error(`${file} does not hold a key of 32 bytes in base64`);
  return new SecretBox(key);
}

const KEY = 'access.key';
const VERSION = Buffer.of(1);

const missing = (file: string): Error =>
  new Error(
    `密钥文件 ${file} 缺失，而账号的动态口令由它加密：请从备份恢复，或用 LVYUE_KEYS 指定密钥所在的目录。` +
      `The key ${file} is missing, and the accounts' second factors are sealed with it; restore it from a backup, or set LVYUE_KEYS to the folder that holds the keys.`,
  );

const boundTo = (purpose: string, owner: string): Buffer => Buffer.from(`lvyue\n${purpose}\n${owner}`);

// Written aside and linked into place: two processes starting together agree on one key and never read half of it.
async function makeKeyOnce(file: string): Promise<void> {
  try {
    await stat(file);
    return;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
  await mkdir(path.dirname(file), { recursive: true, mode: 0o700 });
  const aside = `${file}.${randomBytes(6).toString('hex')}`;
  await writeFile(aside, `${randomBytes(32).toString('base64')}\n`, { mode: 0o600, flag: 'wx', flush: true });
  try {
    await link(aside, file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  } finally {
    await unlink(aside);
  }
}
