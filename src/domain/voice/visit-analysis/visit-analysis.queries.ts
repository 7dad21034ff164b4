import { queriesFor } from '#kernel/run/kind';
import { companyDate } from '../company-zone.ts';
import { visitAnalysis } from './visit-analysis.ts';

export const visitAnalysisQueries = queriesFor(visitAnalysis, {
  facts: {},
  scopes: {
    // Whoever is proposed something.
    department:
      'exists (select from visit_analysis_proposals p where p.parent = r.id and (p.owner = :employee or p.department = any(:departments)))',
  },
});

/** The figures of the visits made in a period. */
export interface VisitCounts {
  id: string;
  visits: number;
  dissatisfied: number;
  actions: number;
  newNeeds: number;
}

/** Those of analyses ($1: ids). */
export const countsOfPeriods = `select r.id, count(v.id)::int as visits, (count(*) filter (where v.satisfied = false))::int as dissatisfied,
  coalesce(sum((select count(*) from visit_action a where a.return_visit = v.id)), 0)::int as actions, count(v.new_needs)::int as "newNeeds"
from visit_analysis r left join return_visit v on v.visited_at is not null and v.state in ('made', 'acting', 'closed')
  and ${companyDate('v.visited_at')} between to_char(r.from_on, 'YYYY-MM-DD') and to_char(r.to_on, 'YYYY-MM-DD')
where r.id = any($1::uuid[]) group by r.id`;
