import { dropAll, dropAway, fetchAll, fetchBack, putAway } from '../kit/device.ts';
import { recordAt } from '../registry.ts';

/** What was read lately, for when the connection is away: who one is, records with what belongs to them, names of what they refer to. */
interface Read {
  address: string;
  /** When the server said so. */
  at: string;
  body: object;
}

const MOST = 300; // readings; a record is four or five of them

const ONE = /^\/api\/([a-z-]+)\/[0-9a-f-]{36}(?:\/(journal|commitments|comments))?(?:\?|$)/;
const NAMES = /^\/api\/[a-z-]+\?.*filter%5B(?:id|standard)%5D=/;

/** Whether an answer of this address is kept for later. */
export const isKept = (address: string): boolean => address === '/api/me' || ONE.test(address) || NAMES.test(address);

/** Keeps an answer. What is confidential does not stay on a device; nor does anything of somebody who signed in here before. */
export async function remember(address: string, body: unknown): Promise<void> {
  if (body === null || typeof body !== 'object') return;
  if (address === '/api/me') await forgetOthers(body as { id: string });
  const open = withoutSecrets(address, body);
  if (open === null) return;
  await putAway('lately', address, { address, at: new Date().toISOString(), body: open } satisfies Read);
  if (++kept % 20 === 0) await forgetOldest();
}

let kept = 0;

/** What was last answered, and when; undefined where that is not kept. */
export const recall = (address: string): Promise<Read | undefined> => fetchBack<Read>('lately', address);

/** To be called when somebody signs out. */
export const forgetAll = (): Promise<void> => dropAll('lately');

async function forgetOthers({ id }: { id: string }): Promise<void> {
  const before = (await recall('/api/me'))?.body as { id: string } | undefined;
  if (before && before.id !== id) await forgetAll();
}

function withoutSecrets(address: string, body: object): object | null {
  const [, plural, part] = ONE.exec(address) ?? [];
  const secret = plural === undefined ? undefined : recordAt(plural)?.record.permit.confidential;
  if (!secret) return body;
  if (part === 'journal') return null;
  if (!('record' in body)) return body;
  const hidden = Object.fromEntries(secret.fields.map((field) => [field, null]));
  return { ...body, record: { ...(body.record as object), ...hidden }, withheld: secret.fields };
}

async function forgetOldest(): Promise<void> {
  const all = (await fetchAll<Read>('lately')).sort((a, b) => b.at.localeCompare(a.at));
  await Promise.all(all.slice(MOST).map(({ address }) => dropAway('lately', address)));
}
