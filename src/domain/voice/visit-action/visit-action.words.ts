import { wordsFor } from '#kernel/declare/words';
import { visitAction } from './visit-action.ts';

export const visitActionWords = wordsFor(visitAction, {
  name: ['回访处理事项', 'Visit action'],
  about: [
    '回访中客户提出的问题或建议的处理、反馈与满意度跟踪',
    'What is done about something a customer said in a visit, and what they think of the result',
  ],
  fields: {
    returnVisit: ['回访', 'Return visit'],
    customer: ['客户', 'Customer'],
    what: ['处理事项', 'What is to be done'],
    department: ['责任部门', 'Department'],
    owner: ['责任人', 'Person'],
    due: ['完成期限', 'Due'],
    result: ['处理结果', 'Result'],
    customerToldAt: ['反馈客户时间', 'Customer told at'],
    satisfied: ['客户对结果满意', 'Customer satisfied with the result'],
  },
  lines: {},
  columns: {},
  choices: {},
  states: { open: ['处理中', 'Open'], done: ['已完成', 'Done'], fed_back: ['已反馈', 'Fed back'] },
  steps: { finish: ['完成处理', 'Finish'], feed_back: ['反馈客户', 'Tell the customer'] },
  guards: {},
  evidence: { told: ['告知内容', 'What the customer was told'] },
  deadlines: {
    action: ['按期处理回访问题', 'Act on the visit in time'],
    feedback: ['及时向客户反馈处理结果', 'Tell the customer the result in time'],
  },
});
