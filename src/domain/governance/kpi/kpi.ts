/**
 * A measure: what is counted, how it becomes one figure, and where its definition comes from. Its population (which rows count,
 * when, and which of them are good) stands in `kpi.queries.ts` under the same name.
 */
export interface Measure {
  /**
   * `share`: good ÷ all. `median`: of the amounts, e.g. days. `mean`: of the amounts. `nps`: share of promoters minus share of detractors.
   * `quotient`: rows of one population ÷ rows of another, in the same period.
   */
  figure: 'share' | 'median' | 'mean' | 'nps' | 'quotient';
  /** The formula's number in the requirement register, and the requirements it answers. */
  source: string;
  requirements: readonly string[];
}

/** Every measure by its public name. */
export const kpi = {
  'order-confirmation': { figure: 'share', source: 'T-01', requirements: ['ORD-003'] },
  'on-time-delivery': { figure: 'share', source: 'F-01', requirements: ['DEL-007'] },
  'lead-time': { figure: 'median', source: 'DEL-007', requirements: [] },
  'delay-notice': { figure: 'share', source: 'DEL-010', requirements: ['DEL-010'] },
  csat: { figure: 'share', source: 'F-06', requirements: ['VOC-014', 'VOC-015'] },
  nps: { figure: 'nps', source: 'F-03', requirements: ['VOC-016', 'VOC-017'] },
  ces: { figure: 'mean', source: 'VOC-016', requirements: [] },
  'return-visits': { figure: 'share', source: 'T-05, T-06', requirements: ['VOC-006'] },
  'complaint-first-reply': { figure: 'share', source: 'VOC-035', requirements: ['VOC-035'] },
  'complaint-satisfaction': { figure: 'share', source: 'F-10', requirements: ['VOC-031'] },
  'complaint-rate': { figure: 'quotient', source: 'F-12', requirements: [] },
  'promises-kept': { figure: 'share', source: 'PLT-008', requirements: [] },
} as const satisfies Record<string, Measure>;

export type MeasureName = keyof typeof kpi;

/** By what a measure can be broken down: records of these kinds. */
export const breakdowns = ['department', 'product', 'customer'] as const;
export type Breakdown = (typeof breakdowns)[number];
