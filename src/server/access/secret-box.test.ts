import { chmod, mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openSecretBox, SecretBox } from './secret-box.ts';

const box = new SecretBox(Buffer.alloc(32, 1));

describe('what is sealed', () => {
  test('opens for its purpose and owner, and for nothing else', () => {
    const sealed = box.seal('totp', 'wang', '密钥 secret');
    expect(box.open('totp', 'wang', sealed)).toBe('密钥 secret');
    expect(box.open('totp', 'li', sealed)).toBeNull();
    expect(box.open('cookie', 'wang', sealed)).toBeNull();
    expect(new SecretBox(Buffer.alloc(32, 2)).open('totp', 'wang', sealed)).toBeNull();
  });

  test('is not opened when a single byte was altered or cut off', () => {
    const sealed = box.seal('totp', 'wang', 'secret');
    for (let i = 0; i < sealed.length; i++) {
      const altered = Buffer.from(sealed);
      altered[i] = (altered[i] ?? 0) ^ 1;
      expect(box.open('totp', 'wang', altered), `byte ${i}`).toBeNull();
      expect(box.open('totp', 'wang', sealed.subarray(0, i)), `${i} bytes`).toBeNull();
    }
  });

  test('looks different every time', () => {
    expect(box.seal('totp', 'wang', 'secret')).not.toEqual(box.seal('totp', 'wang', 'secret'));
  });
});

test('a ticket is good until it expires, for its purpose', () => {
  const now = new Date('2026-11-20T01:00:00Z');
  const later = new Date(now.getTime() + 1000);
  const ticket = box.issue('journey', { state: 'x' }, later);
  expect(box.redeem('journey', ticket, now)).toEqual({ state: 'x' });
  expect(box.redeem('journey', ticket, later)).toBeNull();
  expect(box.redeem('challenge', ticket, now)).toBeNull();
  expect(box.redeem('journey', 'nonsense', now)).toBeNull();
});

describe('the key file', () => {
  let folder: string;
  beforeEach(async () => (folder = await mkdtemp(path.join(os.tmpdir(), 'lvyue-box-'))));
  afterEach(() => rm(folder, { recursive: true }));

  test('is made once, for the owner only, also when two processes start together', async () => {
    const keys = path.join(folder, 'keys');
    const boxes = await Promise.all(Array.from({ length: 8 }, () => openSecretBox(keys)));
    const sealed = boxes[0]?.seal('totp', 'wang', 'secret') ?? Buffer.alloc(0);
    for (const other of boxes) expect(other.open('totp', 'wang', sealed)).toBe('secret');
    const file = path.join(keys, 'access.key');
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    const before = await readFile(file, 'utf8');
    await openSecretBox(keys);
    expect(await readFile(file, 'utf8')).toBe(before);
  });

  test.skipIf(process.platform === 'win32')('is refused when others may read it', async () => {
    await openSecretBox(folder);
    await chmod(path.join(folder, 'access.key'), 0o644);
    await expect(openSecretBox(folder)).rejects.toThrow(/chmod 600/);
  });
});
