import type { Hono } from 'hono';
import { z } from 'zod';
import { list } from '#kernel/run/list';
import { scopeOf } from '#kernel/run/load';
import { parse } from '#kernel/run/validate';
import { type Exchange, jsonAnswer } from './exchange.ts';
import type { RecordDeps } from './records.ts';

const MOST_EACH = 10;
const AT_ONCE = 4; // of the pool's connections, for one person who types

const asked = z.strictObject({
  q: z.string().trim().min(2).max(100),
  each: z.coerce.number().int().min(1).max(MOST_EACH).default(4),
});

/** `GET /api/search`: the newest records of every kind that the caller may see in which the words are found. */
export function addSearchRoute(app: Hono<{ Bindings: Exchange }>, { kernel, admitted }: RecordDeps): void {
  const kinds = [...kernel.registry.kinds.values()];
  app.get('/api/search', async (c) => {
    c.env.route = '/api/search';
    const actor = await admitted(c);
    const { q, each } = parse(asked, Object.fromEntries(new URL(c.req.url).searchParams));
    const seen = kinds.filter((kind) => scopeOf(kind, actor) !== null);
    const found = new Map<string, object[]>();
    const waiting = seen.values();
    const searchOn = async (): Promise<void> => {
      for (const kind of waiting) {
        const { items } = await list(kernel, actor, kind, {
          filters: [],
          sort: { field: 'createdAt', descending: true },
          limit: each,
          after: null,
          search: q,
          count: false,
        });
        const { name, title } = kind.record;
        if (items.length > 0)
          found.set(
            name,
            items.map((item) => ({ id: item.id, number: item.number, title: textOf(item[title]), state: item.state })),
          );
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, searchOn));
    const items = seen.flatMap(({ record: { name } }) => (found.has(name) ? [{ record: name, items: found.get(name) }] : []));
    return jsonAnswer(JSON.stringify({ items }));
  });
}

const textOf = (value: unknown): string | null => (typeof value === 'string' ? value : null);
