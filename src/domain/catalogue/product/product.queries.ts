import { queriesFor } from '#kernel/run/kind';
import { product } from './product.ts';

export const productQueries = queriesFor(product, { facts: {} });
