import { z } from 'zod';
import { notFound } from '#kernel/problem';
import { likePattern } from '#kernel/run/search';
import { everybody, visitors } from './route.ts';

/** What everybody may know of a product: what stands on its label, and how long it is guaranteed. */
const ProductSeen = z.object({
  number: z.string(),
  code: z.string(),
  name: z.string(),
  specification: z.string().nullable(),
  unit: z.string(),
  category: z.string().nullable(),
  warrantyMonths: z.int().nullable(),
  discontinued: z.boolean(),
});

const MOST_FOUND = 20;

/** What can be ordered, as it is chosen from. */
const ProductFound = z.object({
  id: z.string(),
  number: z.string(),
  name: z.string(),
  specification: z.string().nullable(),
  unit: z.string(),
});

export const productRoutes = [
  visitors('GET /products', {
    name: 'portalProducts',
    summary: ['可订购的产品', 'What can be ordered'],
    answer: z.object({ items: z.array(ProductFound) }),
    async work({ parts, query }) {
      const wanted = (query.get('q') ?? '').trim().slice(0, 100);
      const { rows } = await parts.kernel.pool.query(
        `select id, number, name, specification, unit from product
where state = 'active' and (code ilike $1 or name ilike $1 or specification ilike $1) order by name, specification, id limit ${MOST_FOUND}`,
        [likePattern(wanted)],
      );
      return { items: rows };
    },
  }),
  everybody('GET /products/:id', {
    name: 'portalProduct',
    summary: ['产品', 'A product, by its number'],
    answer: ProductSeen,
    problems: { 'not-found': 404 },
    async work({ parts, id }) {
      const { rows } = await parts.kernel.pool.query(
        `select number, code, name, specification, unit, category, warranty_months as "warrantyMonths", state = 'discontinued' as discontinued
from product where number = $1`,
        [id],
      );
      if (!rows[0]) throw notFound();
      return rows[0] as object;
    },
  }),
];
