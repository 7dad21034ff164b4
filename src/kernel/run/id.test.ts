import { expect, test } from 'vitest';
import { z } from 'zod';
import { newId } from './id.ts';

test('ids are UUIDs of version 7, each its own, and say when they were made', () => {
  const before = Date.now();
  const ids = Array.from({ length: 5000 }, newId);
  const after = Date.now();
  expect(new Set(ids).size).toBe(ids.length);
  for (const id of ids) {
    expect(z.uuidv7().safeParse(id).success, id).toBe(true);
    const at = Number.parseInt(id.slice(0, 8) + id.slice(9, 13), 16);
    expect(at >= before && at <= after, id).toBe(true);
  }
  // The twelve bits after the version and the 62 after the variant are random: every digit of theirs takes every value.
  for (const place of [15, 16, 17, 20, 21, 22, 24, 35]) expect(new Set(ids.map((id) => id[place])).size).toBe(16);
  expect(new Set(ids.map((id) => id[19]))).toEqual(new Set(['8', '9', 'a', 'b']));
});
