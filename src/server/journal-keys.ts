import { createPrivateKey, createPublicKey, generateKeyPairSync, randomBytes } from 'node:crypto';
import { mkdir, open, readFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { type JournalKeys, keyIdOf } from '#kernel/run/journal/seal';

const PRIVATE = 'seal-private.pem';
const PUBLIC = 'seal-public.pem';
const JOURNAL = 'journal.key';
const JOURNAL_BYTES = 32;
const PATIENCE_MS = 5_000;

/**
 * Reads the journal's keys from `folder` (absolute), and makes them there the first time. Several programs and several
 * machines may do so at once: whoever creates the private key first makes all of them, the others wait. `journal.key` is
 * written last and tells that the rest is there.
 * @throws when some of the files are missing: keys that are lost must come back from a backup, for new ones would make
 * every entry look forged.
 */
export async function openJournalKeys(folder: string): Promise<JournalKeys> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  if ((await contentOf(folder, JOURNAL)) === null && (await contentOf(folder, PUBLIC)) === null) await makeKeys(folder);
  return await read(folder, IF_INTERRUPTED);
}

/** Reads the journal's keys, and never makes them. @throws as `openJournalKeys` */
export const readJournalKeys = (folder: string): Promise<JournalKeys> => read(folder, '');

async function read(folder: string, advice: string): Promise<JournalKeys> {
  for (const deadline = Date.now() + PATIENCE_MS; ; ) {
    const [journal, pem] = [await contentOf(folder, JOURNAL), await contentOf(folder, PRIVATE)];
    if (journal?.length === JOURNAL_BYTES && pem) return keysOf(journal, pem);
    const begun = journal !== null || pem !== null;
    if (!begun || Date.now() > deadline) throw incomplete(folder, pem ? JOURNAL : PRIVATE, advice);
    await delay(20); // another program is writing them; files tell nobody
  }
}

/** Makes the keys, unless another program has begun to. */
async function makeKeys(folder: string): Promise<void> {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  try {
    await create(folder, PRIVATE, privateKey.export({ type: 'pkcs8', format: 'pem' }), 0o600);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return;
    throw error;
  }
  await create(folder, PUBLIC, publicKey.export({ type: 'spki', format: 'pem' }), 0o644);
  await create(folder, JOURNAL, randomBytes(JOURNAL_BYTES), 0o600);
}

async function create(folder: string, name: string, content: string | Buffer, mode: number): Promise<void> {
  const file = await open(path.join(folder, name), 'wx', mode);
  try {
    await file.writeFile(content);
    await file.sync();
  } finally {
    await file.close();
  }
}

async function contentOf(folder: string, name: string): Promise<Buffer | null> {
  try {
    return await readFile(path.join(folder, name));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}

function keysOf(journal: Buffer, pem: Buffer): JournalKeys {
  const privateKey = createPrivateKey(pem);
  const publicKey = createPublicKey(privateKey);
  return { journal, privateKey, publicKey, keyId: keyIdOf(publicKey) };
}

const IF_INTERRUPTED = '（首次启动被中断时可删除该文件夹。If the first start was interrupted, delete the folder.）';

const incomplete = (folder: string, name: string, advice: string): Error =>
  new Error(
    `密钥文件 ${path.join(folder, name)} 缺失，请从备份恢复，或用 LVYUE_KEYS 指定密钥所在的目录。` +
      `The key ${path.join(folder, name)} is missing; restore it from a backup, or set LVYUE_KEYS to the folder that holds the keys. ${advice}`.trimEnd(),
  );
