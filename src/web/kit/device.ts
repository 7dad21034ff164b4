/**
 * What is kept on this device beyond texts: forms that wait for the connection, files that wait to be uploaded, records looked at lately.
 * All of it can be lost without the company losing anything that was sent; where a browser keeps nothing, every function here rejects.
 */
export type Place = 'outbox' | 'files' | 'lately';

const PLACES: readonly Place[] = ['outbox', 'files', 'lately'];

let opened: Promise<IDBDatabase> | undefined;

const database = (): Promise<IDBDatabase> =>
  (opened ??= new Promise((resolve, reject) => {
    const request = indexedDB.open('lvyue', 1);
    request.addEventListener('upgradeneeded', () => {
      for (const place of PLACES) request.result.createObjectStore(place);
    });
    request.addEventListener('success', () => resolve(request.result));
    request.addEventListener('error', () => reject(request.error ?? closed()));
  }));

const closed = (): Error => new Error('Nothing can be kept on this device.');

/** Resolves when it is kept. */
export async function putAway(place: Place, key: string, value: unknown): Promise<void> {
  await within(place, 'readwrite', (store) => store.put(value, key));
}

/** Undefined where nothing is kept under the key. */
export const fetchBack = async <T>(place: Place, key: string): Promise<T | undefined> =>
  (await within(place, 'readonly', (store) => store.get(key))) as T | undefined;

export const fetchAll = async <T>(place: Place): Promise<T[]> =>
  (await within(place, 'readonly', (store) => store.getAll())) as T[];

export async function dropAway(place: Place, key: string): Promise<void> {
  await within(place, 'readwrite', (store) => store.delete(key));
}

export async function dropAll(place: Place): Promise<void> {
  await within(place, 'readwrite', (store) => store.clear());
}

async function within(place: Place, mode: IDBTransactionMode, work: (store: IDBObjectStore) => IDBRequest): Promise<unknown> {
  const transaction = (await database()).transaction(place, mode);
  return new Promise((resolve, reject) => {
    const request = work(transaction.objectStore(place));
    transaction.addEventListener('complete', () => resolve(request.result));
    transaction.addEventListener('abort', () => reject(transaction.error ?? closed()));
    transaction.addEventListener('error', () => reject(transaction.error ?? closed()));
  });
}
