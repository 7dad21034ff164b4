import { queriesFor } from '#kernel/run/kind';
import { surveyResponse } from './survey-response.ts';

export const surveyResponseQueries = queriesFor(surveyResponse, {
  facts: {},
  scopes: {
    department: 'r.customer in (select c.id from customer c where c.department = any(:departments) or c.owner = :employee)',
    customer: 'r.customer = :customer',
    own: `r.customer = :customer and r.created_by = 'contact:' || :contact`,
  },
});
