import type { Pool } from 'pg';
import { type JournalKeys, lastSeal } from '#kernel/run/journal/seal';
import { openSecretBox, readSecretBox, type SecretBox } from './access/secret-box.ts';
import { openJournalKeys, readJournalKeys } from './journal-keys.ts';

/** The secrets of an installation. */
export interface Keys {
  journal: JournalKeys;
  box: SecretBox;
}

/**
 * Opens the keys in `folder` (absolute) for the database behind `pool`, the owner's. They are made for a database without a journal
 * only: over one that has entries, new keys would make all of them look forged, and so would another installation's.
 * @throws Error in both languages when keys are missing, or are not those of the database's newest seal.
 */
export async function openKeys(pool: Pool, folder: string): Promise<Keys> {
  if (!(await hasJournal(pool))) return { journal: await openJournalKeys(folder), box: await openSecretBox(folder) };
  const journal = await readJournalKeys(folder);
  await refuseOtherKeys(pool, folder, journal.keyId);
  return { journal, box: (await hasSecrets(pool)) ? await readSecretBox(folder) : await openSecretBox(folder) };
}

/** Whether the journal has entries. */
export async function hasJournal(pool: Pool): Promise<boolean> {
  if (!(await isThere(pool, 'journal'))) return false;
  return (await pool.query('select from journal limit 1')).rowCount === 1;
}

async function refuseOtherKeys(pool: Pool, folder: string, keyId: string): Promise<void> {
  const client = await pool.connect();
  const seal = await lastSeal(client).finally(() => client.release());
  if (!seal || seal.keyId === keyId) return;
  throw new Error(
    `密钥目录 ${folder} 不属于这个数据库：流水第 ${seal.segment} 段由密钥 ${seal.keyId} 封存，目录中的密钥是 ${keyId}。` +
      '请把原来的密钥文件放回该目录，或用 LVYUE_KEYS 指定它们所在的目录。' +
      ` The keys in ${folder} are not this database's: segment ${seal.segment} of its journal was sealed with key ${seal.keyId}, and these are ${keyId}. ` +
      'Put the original key files back there, or set LVYUE_KEYS to the folder that holds them.',
  );
}

/** Whether a second factor is sealed with the box's key. Where none is, a new key loses nothing. */
async function hasSecrets(pool: Pool): Promise<boolean> {
  if (!(await isThere(pool, 'person_login'))) return false;
  return (await pool.query('select from person_login where totp_secret is not null limit 1')).rowCount === 1;
}

async function isThere(pool: Pool, table: string): Promise<boolean> {
  const { rows } = await pool.query<{ there: boolean }>('select to_regclass($1) is not null as there', [`public.${table}`]);
  return rows[0]?.there === true;
}
