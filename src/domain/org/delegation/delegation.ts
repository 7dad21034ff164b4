import { z } from 'zod';
import { day, ref, text } from '#kernel/declare/fields';
import { type DocOf, defineRecord } from '#kernel/declare/record';
import { employee } from '../employee/employee.ts';

/** Somebody stands in for a colleague who is away: they may decide what the colleague is asked to decide, from one date to another. */
export const delegation = defineRecord({
  name: 'delegation',
  plural: 'delegations',
  number: 'DL-{yyyy}-{0000}',
  fields: {
    employee: ref(employee),
    standIn: ref(employee),
    fromDate: day(),
    untilDate: day(),
    reason: text(2, 400),
  },
  facts: {},
  states: ['in_force', 'ended'],
  final: ['ended'],
  lifecycle: {
    end: { from: 'in_force', to: 'ended', by: ['employee'], evidence: z.object({ reason: text(2, 400) }) },
  },
  deadlines: {},
  permit: { create: ['employee'], edit: {}, read: { employee: 'all' } },
  title: 'reason',
  search: ['reason'],
});

export type Delegation = DocOf<typeof delegation>;
