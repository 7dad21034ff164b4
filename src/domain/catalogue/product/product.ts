import { text, whole } from '#kernel/declare/fields';
import { type DocOf, defineRecord } from '#kernel/declare/record';

/** Something we make or sell, as customers order it. */
export const product = defineRecord({
  name: 'product',
  plural: 'products',
  number: 'CP-{00000}',
  fields: {
    code: text(1, 60),
    name: text(1, 200),
    specification: text(1, 400).nullable(),
    unit: text(1, 20),
    category: text(1, 120).nullable(),
    warrantyMonths: whole(0, 600).nullable(),
  },
  facts: {},
  states: ['active', 'discontinued'],
  final: ['discontinued'],
  lifecycle: {
    discontinue: { from: 'active', to: 'discontinued', by: ['sales_manager', 'management', 'general_manager'] },
    resume: { from: 'discontinued', to: 'active', by: ['sales_manager', 'management', 'general_manager'] },
  },
  deadlines: {},
  permit: {
    create: ['sales_manager', 'management', 'production', 'admin'],
    edit: { active: ['sales_manager', 'management', 'production', 'admin'] },
    read: { employee: 'all', admin: 'all', portal_customer: 'all' },
  },
  title: 'name',
  search: ['code', 'name', 'specification', 'category'],
});

export type Product = DocOf<typeof product>;
