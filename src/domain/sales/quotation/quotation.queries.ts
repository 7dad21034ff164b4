import { queriesFor } from '#kernel/run/kind';
import { quotation } from './quotation.ts';

export const quotationQueries = queriesFor(quotation, {
  facts: {},
  scopes: { department: '(r.department = any(:departments) or r.owner = :employee)' },
});
