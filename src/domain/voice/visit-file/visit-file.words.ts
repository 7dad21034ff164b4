import { wordsFor } from '#kernel/declare/words';
import { visitFile } from './visit-file.ts';

export const visitFileWords = wordsFor(visitFile, {
  name: ['回访档案', 'Visit file'],
  about: [
    '已交付项目的回访档案：交付后第一年每月回访一次，之后每季度一次；年度计划只能增加，不能减少',
    'A delivered project that is visited monthly in the first year and quarterly from then on; the yearly plan may only add to it',
  ],
  fields: {
    customer: ['客户', 'Customer'],
    delivery: ['交付单', 'Delivery'],
    order: ['订单', 'Order'],
    handoverOn: ['交付日期', 'Handed over on'],
    nextVisitOn: ['下次回访日期', 'Next visit on'],
    lastVisitOn: ['上次回访日期', 'Last visit on'],
    visits: ['已安排回访次数', 'Visits opened'],
    skipped: ['错过的回访次数', 'Dates skipped'],
    reason: ['原因', 'Reason'],
  },
  lines: {},
  columns: {},
  choices: {},
  states: { active: ['回访中', 'Active'], ended: ['已终止', 'Ended'] },
  steps: {
    schedule: ['排定首次回访', 'Schedule the first visit'],
    open_visit: ['安排回访', 'Open a visit'],
    end: ['终止回访', 'End the visits'],
    resume: ['恢复回访', 'Resume the visits'],
  },
  guards: { dateHasCome: ['回访日期已到。', 'The date of the visit has come.'] },
  evidence: {},
  deadlines: {},
});
