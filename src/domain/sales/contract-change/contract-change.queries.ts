import { queriesFor } from '#kernel/run/kind';
import { contractChange } from './contract-change.ts';

export const contractChangeQueries = queriesFor(contractChange, {
  facts: { contractState: 'select c.state from contract c where c.id = r.contract' },
  scopes: {
    department:
      'exists (select from contract c where c.id = r.contract and (c.department = any(:departments) or c.owner = :employee))',
  },
});
