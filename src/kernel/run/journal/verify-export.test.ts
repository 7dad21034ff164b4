import { createPublicKey, generateKeyPairSync } from 'node:crypto';
import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { createGunzip, gunzipSync, gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { freshJournal, type JournalWorld, NOW, newParcel, onClient, type Parcel, takeSteps } from '#testing/journal';
import { exportJournal, segmentsBetween } from './export.ts';
import { type ExportReport, verifyExport } from './verify-export.ts';

let world: JournalWorld;
let parcels: Parcel[];
let whole: string;

// Two parcels of three versions in three segments of two entries (ids 1-6), and one more version that is not sealed.
beforeAll(async () => {
  world = await freshJournal();
  parcels = [newParcel(), newParcel()];
  for (let i = 0; i < 3; i++) {
    parcels = await takeSteps(world, parcels, 1);
    await world.seal();
  }
  parcels = await takeSteps(world, parcels, 1);
  whole = await exported(1, 3);
});
afterAll(() => world.close());

const exported = (first: number, last: number): Promise<string> =>
  onClient(world.db.owner, (client) => text(Readable.from(exportJournal(client, world.keys, { first, last }, NOW))));

/** Reads in small pieces, so that lines are cut anywhere. */
function check(
  file: string | Buffer,
  pinned = world.keys.publicKey as typeof world.keys.publicKey | null,
): Promise<ExportReport> {
  const bytes = Buffer.from(file);
  return verifyExport(
    Readable.from(Array.from({ length: Math.ceil(bytes.length / 700) }, (_, i) => bytes.subarray(700 * i, 700 * i + 700))),
    pinned,
  );
}

const found = ({ faults }: ExportReport): unknown[] => faults.map(({ kind, journalId, version }) => [kind, journalId, version]);
const lines = (): string[] => whole.split('\n');

test('an export is proven with the public key alone', async () => {
  const expected: ExportReport = {
    ok: true,
    entries: 6,
    segments: 3,
    first: 1,
    last: 3,
    exportedAt: '2026-03-02T09:00:00.000Z',
    keyId: world.keys.keyId,
    pinned: true,
    faultCount: 0,
    faults: [],
  };
  expect(await check(whole)).toEqual(expected);
  expect(await check(whole, null)).toEqual({ ...expected, pinned: false });
});

test('an export of some segments is proven, and says which', async () => {
  expect(await check(await exported(2, 3))).toMatchObject({ ok: true, entries: 4, first: 2, last: 3 });
});

test('the segments of a time are those that hold its entries', async () => {
  // Version n is of minute n; segment n holds it.
  const at = (minute: number): string => new Date(NOW + minute * 60_000).toISOString();
  const between = (from: string | null, to: string | null) =>
    onClient(world.db.owner, (client) => segmentsBetween(client, from, to));
  expect(await between(null, null)).toEqual({ first: 1, last: 3 });
  expect(await between(at(2), null)).toEqual({ first: 2, last: 3 });
  expect(await between(null, at(2))).toEqual({ first: 1, last: 1 });
  expect(await between(at(2), at(3))).toEqual({ first: 2, last: 2 });
  expect(await between('2026-03-02', '2026-03-03')).toEqual({ first: 1, last: 3 });
  expect(await between('2026-03-03', null)).toBeNull();
  expect(await between(at(4), null)).toBeNull(); // not sealed
});

test('one altered byte is noticed, wherever it is', async () => {
  const bytes = Buffer.from(whole);
  const missed: number[] = [];
  for (let at = 0; at < bytes.length; at++) {
    const altered = Buffer.from(bytes);
    altered[at]! ^= at % 2 === 0 ? 1 : 0x20; // another letter, or the same in the other case
    if ((await check(altered)).ok) missed.push(at);
  }
  expect(missed).toEqual([]);
}, 60_000);

describe('what was altered is named', () => {
  test('an entry', async () => {
    expect(found(await check(whole.replace('"version":3,"step":"move"', '"version":3,"step":"open"')))).toEqual([
      ['changed', 5, 3],
    ]);
  });

  test('an entry that cannot be read', async () => {
    expect(found(await check(whole.replace('{"id":3,', '{"id":3;')))).toEqual([['changed', 3, null]]);
  });

  test('an entry that is gone, and one that was added', async () => {
    const entries = lines();
    const removed = entries.filter((line) => !line.startsWith('{"id":4,'));
    expect(found(await check(removed.join('\n')))).toEqual([['removed', 4, null]]);
    const doubled = entries.flatMap((line) => (line.startsWith('{"id":4,') ? [line, line] : [line]));
    expect(found(await check(doubled.join('\n')))).toEqual([['inserted', 4, 2]]);
  });

  test('a segment that is gone', async () => {
    const without = lines().filter((line) => !line.startsWith('{"segment":2,') && !/^\{"id":[34],/.test(line));
    expect(found(await check(without.join('\n')))).toEqual([['cut', 3, null]]);
  });

  test('an end that is gone, with or without a segment before it', async () => {
    expect(found(await check(lines().slice(0, -2).join('\n')))).toEqual([['cut', 7, null]]);
    const shorter = lines().filter((line) => !line.startsWith('{"segment":3,') && !/^\{"id":[56],/.test(line));
    expect((await check(shorter.join('\n'))).ok).toBe(false);
  });

  test('a seal', async () => {
    const altered = whole.replace('"segment":2,"from":2,', '"segment":2,"from":1,');
    expect(found(await check(altered))[0]).toEqual(['seal', null, null]);
  });

  test('something behind the end', async () => {
    expect(found(await check(`${whole}{}\n`))).toEqual([['inserted', null, null]]);
  });

  test('a file that is no export', async () => {
    expect((await check('hello\n')).ok).toBe(false);
    expect((await check('')).ok).toBe(false);
  });
});

test('a whole export that somebody else signed does not pass for ours', async () => {
  const other = generateKeyPairSync('ed25519');
  const keys = { ...world.keys, ...other };
  const forged = await onClient(world.db.owner, (client) =>
    text(Readable.from(exportJournal(client, keys, { first: 1, last: 3 }, NOW))),
  );
  const report = await check(forged);
  expect(report.ok).toBe(false);
  expect(report.firstFault?.kind).toBe('seal');
  expect((await check(whole, other.publicKey)).ok).toBe(false);
  expect((await check(whole, createPublicKey(world.keys.privateKey))).ok).toBe(true);
});

test('a packed export that was altered or cut is a fault, not an accident', async () => {
  const packed = gzipSync(whole);
  const unpack = (bytes: Buffer) => verifyExport(Readable.from([bytes]).pipe(createGunzip()), world.keys.publicKey);
  expect((await unpack(packed)).ok).toBe(true);
  expect(gunzipSync(packed).toString()).toBe(whole);
  const altered = Buffer.from(packed);
  altered[packed.length >> 1]! ^= 4;
  expect((await unpack(altered)).ok).toBe(false);
  expect((await unpack(packed.subarray(0, -20))).ok).toBe(false);
});
