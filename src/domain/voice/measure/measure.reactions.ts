import { on } from '#kernel/run/kind';
import { systemActor } from '#kernel/run/tx';
import { handedOver } from '../../org/hand-over.ts';
import { visitAnalysis } from '../visit-analysis/visit-analysis.ts';
import { measure } from './measure.ts';

export const measureReactions = [
  handedOver(measure, 'owner', ['planned']),
  /** What an analysis of visits proposes is owed once it is submitted. */
  on(visitAnalysis, 'submit', async (tx, deeds) => {
    const proposed = deeds.flatMap(({ record, at }) =>
      record.proposals.map(({ what, department, owner, due }) => ({
        at,
        visitAnalysis: record.id,
        what,
        department,
        owner,
        due,
      })),
    );
    await tx.as(systemActor).create(measure, proposed);
  }),
];
