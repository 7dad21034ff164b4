import { wordsFor } from '#kernel/declare/words';
import { product } from './product.ts';

export const productWords = wordsFor(product, {
  name: ['产品', 'Product'],
  about: ['公司生产或销售、供客户订购的产品', 'Something we make or sell, as customers order it'],
  fields: {
    code: ['产品编码', 'Code'],
    name: ['产品名称', 'Name'],
    specification: ['规格', 'Specification'],
    unit: ['单位', 'Unit'],
    category: ['类别', 'Category'],
    warrantyMonths: ['保修月数', 'Warranty in months'],
  },
  lines: {},
  columns: {},
  choices: {},
  states: { active: ['在售', 'Active'], discontinued: ['停产', 'Discontinued'] },
  steps: { discontinue: ['停产', 'Discontinue'], resume: ['恢复在售', 'Resume'] },
  guards: {},
  evidence: {},
  deadlines: {},
});
