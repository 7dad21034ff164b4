import { createHmac } from 'node:crypto';
import { assert, asyncProperty, integer, json, option, record, string, uint8Array, uuid } from 'fast-check';
import { afterAll, expect, test } from 'vitest';
import { freshDatabase } from '#testing/database';
import { onClient } from '#testing/journal';
import { type BinaryRow, copyOut } from './copy-out.ts';
import { canonicalLimit, type Entry, entryHash, hashOfBytes, writeCanonical } from './entry.ts';
import { LEAF_COLUMNS } from './seal.ts';

const db = await freshDatabase();
afterAll(() => db.close());

const key = Buffer.from('000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f', 'hex');
const entry: Entry = {
  record: 'complaint',
  recordId: '01890a5d-ac96-774b-bcce-b302099a8057',
  version: 2,
  step: 'close',
  atMs: Date.UTC(2026, 2, 2, 9),
  actor: 'system',
  body: '{"state":["revisiting","closed"],"漏水":"已处理 🙂"}',
};

const canonical = (e: Entry): Buffer => {
  const bytes = Buffer.alloc(canonicalLimit(e));
  return bytes.subarray(0, writeCanonical(bytes, 0, e));
};

test('the hash is HMAC-SHA256 of format, previous hash and canonical form', () => {
  const prev = entryHash(key, null, { ...entry, version: 1 });
  expect(prev).toEqual(
    createHmac('sha256', key)
      .update(Buffer.of(1, 0))
      .update(canonical({ ...entry, version: 1 }))
      .digest(),
  );
  expect(entryHash(key, prev, entry)).toEqual(
    createHmac('sha256', key).update(Buffer.of(1, 32)).update(prev).update(canonical(entry)).digest(),
  );
});

test('the hash of an entry stays what it is today: journals that exist depend on it', () => {
  expect(entryHash(key, null, entry).toString('hex')).toBe('6c2db6fe62b62a5c6d40d20a6d495d43e38d1c129b489d34adfd321001ae85de');
});

test('every column, the previous hash and the key count, and so does where one column ends and the next begins', () => {
  const changes: Partial<Entry>[] = [
    { record: 'order' },
    { recordId: '01890a5d-ac96-774b-bcce-b302099a8058' },
    { version: 3 },
    { step: 'open' },
    { atMs: entry.atMs + 1 },
    { actor: 'systen' },
    { body: `${entry.body} ` },
    { step: 'closes', actor: 'ystem' },
  ];
  const hashes = changes.map((change) => entryHash(key, null, { ...entry, ...change }).toString('hex'));
  hashes.push(entryHash(key, null, entry).toString('hex'), entryHash(key, Buffer.alloc(32), entry).toString('hex'));
  hashes.push(entryHash(Buffer.alloc(32), null, entry).toString('hex'));
  expect(new Set(hashes).size).toBe(hashes.length);
});

test('two keys may take turns, and a body may be long', () => {
  const long = { ...entry, body: JSON.stringify('漏'.repeat(100_000)) };
  const other = Buffer.alloc(32, 9);
  const [first, second] = [entryHash(key, null, entry), entryHash(other, null, long)];
  expect(entryHash(key, null, entry)).toEqual(first);
  expect(entryHash(other, null, long)).toEqual(second);
  expect(second).toEqual(createHmac('sha256', other).update(Buffer.of(1, 0)).update(canonical(long)).digest());
});

test('what is no uuid, and a key of another length, are refused', () => {
  expect(() => entryHash(key, null, { ...entry, recordId: 'CP-2026-00001' })).toThrow('CP-2026-00001 is no uuid.');
  expect(() => entryHash(key.subarray(1), null, entry)).toThrow('32 bytes');
});

test('the canonical form is what PostgreSQL sends for the stored columns, whatever they hold', async () => {
  const text = string({ unit: 'binary' }).map((s) => s.replaceAll('\0', '').toWellFormed());
  const entries = record({
    record: text,
    recordId: uuid(),
    version: integer({ min: 1, max: 2 ** 31 - 1 }),
    step: text,
    atMs: integer({ min: Date.UTC(1900, 0), max: Date.UTC(2200, 0) }),
    actor: text,
    body: json(),
  });
  await onClient(db.owner, (client) =>
    assert(
      asyncProperty(entries, option(uint8Array({ minLength: 32, maxLength: 32 })), async (e, prev) => {
        const hash = entryHash(key, prev && Buffer.from(prev), e);
        await client.query('truncate journal');
        await client.query(
          `insert into journal (record, record_id, version, step, at, actor, body, hash) values ($1, $2, $3, $4, to_timestamp($5::float8 / 1000), $6, $7::json, $8)`,
          [e.record, e.recordId, e.version, e.step, e.atMs, e.actor, e.body, hash],
        );
        const seen: string[] = [];
        const sql = `select ${LEAF_COLUMNS}, '\\x${prev ? Buffer.from(prev).toString('hex') : ''}'::bytea from journal j`;
        await copyOut(client, sql, (row) => void seen.push(hashOfRow(row)));
        expect(seen).toEqual([hash.toString('latin1')]);
      }),
      { numRuns: 200 },
    ),
  );
});

const hashOfRow = ({ bytes, from, starts, ends }: BinaryRow): string =>
  hashOfBytes(key, { bytes, from: starts[9]!, to: ends[9]! }, { bytes, from, to: ends[6]! });

test('rows stream in order and in full, nulls and all, and errors end the stream and leave the connection usable', async () => {
  await onClient(db.owner, async (client) => {
    const rows: (string | null)[] = [];
    const select = `select g, case when g % 2 = 0 then repeat('漏', g % 4000) end from generate_series(1, 30000) g`;
    const count = await copyOut(client, select, ({ bytes, starts, ends }) => {
      rows.push(starts[1]! < 0 ? null : bytes.toString('utf8', starts[1], ends[1]));
    });
    expect(count).toBe(30_000);
    expect(rows).toEqual(Array.from({ length: 30_000 }, (_, i) => (i % 2 === 0 ? null : '漏'.repeat((i + 1) % 4000))));
    await expect(copyOut(client, 'select 1 / 0', () => undefined)).rejects.toThrow('division by zero');
    const fault = () => {
      throw new Error('seen enough');
    };
    await expect(copyOut(client, 'select generate_series(1, 100000)', fault)).rejects.toThrow('seen enough');
    expect(await copyOut(client, 'select 1 where false', fault)).toBe(0);
    expect((await client.query('select 1 as one')).rows).toEqual([{ one: 1 }]);
  });
});
