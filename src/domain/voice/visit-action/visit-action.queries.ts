import { queriesFor } from '#kernel/run/kind';
import { visitAction } from './visit-action.ts';

export const visitActionQueries = queriesFor(visitAction, {
  facts: {},
  scopes: { department: '(r.owner = :employee or r.department = any(:departments))' },
});
