import { queriesFor } from '#kernel/run/kind';
import { survey } from './survey.ts';

export const surveyQueries = queriesFor(survey, {
  facts: {
    measures: `select count(*)::int from measure m where m.survey = r.id and m.state <> 'dropped'`,
    uncheckedMeasures: `select count(*)::int from measure m where m.survey = r.id and m.state in ('planned', 'done')`,
    // Counted while answers come in; once closed, the figures stand on the survey itself.
    tally: `select json_build_object('answers', count(*),
  'promoters', count(*) filter (where a.nps_class = 'promoter'), 'passives', count(*) filter (where a.nps_class = 'passive'),
  'detractors', count(*) filter (where a.nps_class = 'detractor'), 'csatMarks', json_build_array(${[1, 2, 3, 4, 5].map((mark) => `count(*) filter (where a.csat = ${mark})`).join(', ')}),
  'cesAnswers', count(a.ces), 'cesSum', coalesce(sum(a.ces), 0)) from survey_response a where a.survey = r.id and a.state <> 'discarded' and r.state = 'running'`,
  },
  // A customer in the portal sees what there is to answer.
  scopes: { customer: `r.state = 'running'`, own: `r.state = 'running'` },
});
