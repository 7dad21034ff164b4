import { queriesFor } from '#kernel/run/kind';
import { contract } from './contract.ts';

export const contractQueries = queriesFor(contract, {
  facts: { quotationState: 'select q.state from quotation q where q.id = r.quotation' },
  scopes: { department: '(r.department = any(:departments) or r.owner = :employee)' },
});
