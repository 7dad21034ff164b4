import { z } from 'zod';
import { choice, day, flag, proof, ref, text } from '#kernel/declare/fields';
import { type DocOf, defineRecord } from '#kernel/declare/record';
import { department } from '../../org/department/department.ts';
import { employee } from '../../org/employee/employee.ts';
import { complaint } from '../complaint/complaint.ts';
import { survey } from '../survey/survey.ts';
import { visitAnalysis } from '../visit-analysis/visit-analysis.ts';

const JUDGES = ['service_desk', 'service_manager', 'quality', 'market', 'management', 'general_manager'] as const;

/**
 * What is done about a complaint, the result of a survey or an analysis of visits: what, by which department, by whom, by when
 * (003 五(三)1). All four are needed from the start; what turns out otherwise is dropped with a reason and measured anew.
 */
export const measure = defineRecord({
  name: 'measure',
  plural: 'measures',
  number: 'CS-{yyyy}-{00000}',
  fields: {
    complaint: ref(complaint).nullable(),
    survey: ref(survey).nullable(),
    visitAnalysis: ref(visitAnalysis).nullable(),
    category: choice(['product', 'service', 'brand', 'process']).nullable(),
    what: text(2, 4000),
    department: ref(department),
    owner: ref(employee),
    due: day(),
    result: text(2, 4000).nullable(),
    effect: text(2, 4000).nullable(),
    effective: flag().nullable(),
  },
  later: ['result', 'effect', 'effective'],
  facts: {},
  states: ['planned', 'done', 'checked', 'dropped'],
  final: ['done', 'checked', 'dropped'],
  lifecycle: {
    finish: {
      from: 'planned',
      to: 'done',
      by: ['employee'],
      evidence: z.object({ result: text(2, 4000), photos: proof.files(0, 10).optional() }),
      sets: ['result'],
    },
    check: {
      from: 'done',
      to: 'checked',
      by: JUDGES,
      evidence: z.object({ effect: text(2, 4000), effective: flag() }),
      sets: ['effect', 'effective'],
    },
    drop: { from: 'planned', to: 'dropped', by: JUDGES, evidence: z.object({ reason: text(2, 4000) }) },
  },
  deadlines: {
    done: {
      starts: 'planned',
      keptBy: ['done'],
      releasedBy: ['dropped'],
      by: (m) => m.due,
      debtor: 'employee',
      debtorEmployee: (m) => m.owner,
      creditor: 'service_manager',
      escalation: [{ percent: 100, notify: 'service_manager' }],
    },
  },
  permit: {
    create: [...JUDGES, 'after_sales', 'employee'],
    edit: {},
    read: {
      service_desk: 'all',
      service_manager: 'all',
      after_sales: 'all',
      market: 'all',
      quality: 'all',
      sales_manager: 'all',
      supervisor: 'all',
      management: 'all',
      general_manager: 'all',
      employee: 'department',
    },
  },
  title: 'what',
  search: ['what', 'result', 'effect'],
});

export type Measure = DocOf<typeof measure>;
