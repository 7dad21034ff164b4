import { queriesFor } from '#kernel/run/kind';
import { measure } from './measure.ts';

export const measureQueries = queriesFor(measure, {
  facts: {},
  scopes: { department: `(r.owner = :employee or r.department = any(:departments) or r.created_by = 'employee:' || :employee)` },
});
