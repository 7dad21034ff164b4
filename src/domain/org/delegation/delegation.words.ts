import { wordsFor } from '#kernel/declare/words';
import { delegation } from './delegation.ts';

export const delegationWords = wordsFor(delegation, {
  name: ['代理', 'Delegation'],
  about: ['请假、出差期间由谁代为处理审批', 'Who decides for a colleague while they are away'],
  fields: {
    employee: ['外出人', 'Who is away'],
    standIn: ['代理人', 'Who stands in'],
    fromDate: ['自', 'From'],
    untilDate: ['至', 'Until'],
    reason: ['原因', 'Reason'],
  },
  lines: {},
  columns: {},
  choices: {},
  states: { in_force: ['有效', 'In force'], ended: ['已结束', 'Ended'] },
  steps: { end: ['结束代理', 'End'] },
  guards: {},
  evidence: {},
  deadlines: {},
});
