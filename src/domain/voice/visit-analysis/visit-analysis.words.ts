import { wordsFor } from '#kernel/declare/words';
import { visitAnalysis } from './visit-analysis.ts';

export const visitAnalysisWords = wordsFor(visitAnalysis, {
  name: ['回访分析报告', 'Visit analysis'],
  about: [
    '市场部门定期整理回访记录：共性问题、趋势，以及交给各部门的改进措施',
    'What the visits of a period say together: common problems, trends, and what each department is to do about it',
  ],
  fields: {
    fromOn: ['开始日期', 'From'],
    toOn: ['截止日期', 'To'],
    visits: ['回访次数', 'Visits made'],
    dissatisfied: ['客户不满意', 'Not satisfied'],
    actions: ['提出的处理事项', 'Actions raised'],
    newNeeds: ['新需求', 'New needs'],
    problems: ['共性问题', 'Common problems'],
    trends: ['趋势', 'Trends'],
    nextOn: ['下次分析日期', 'Next analysis on'],
  },
  lines: { proposals: ['改进措施与建议', 'Measures proposed'] },
  columns: {
    what: ['措施', 'What is to be done'],
    department: ['责任部门', 'Department'],
    owner: ['责任人', 'Person'],
    due: ['完成时间', 'Due'],
  },
  choices: {},
  states: { due: ['待分析', 'Due'], submitted: ['已提交', 'Submitted'] },
  steps: {
    count: ['统计回访', 'Count the visits'],
    submit: ['提交报告', 'Submit'],
    repeat: ['安排下一次', 'Plan again'],
    stop_repeating: ['不再重复', 'Stop repeating'],
  },
  guards: {
    problemsSummarised: ['共性问题已总结。', 'The common problems are summarised.'],
    trendsSummarised: ['趋势已总结。', 'The trends are summarised.'],
    measuresProposed: [
      '至少有一项改进措施，写明责任部门、责任人和完成时间。',
      'A measure is proposed, with its department, person and date.',
    ],
    repeats: ['已安排下一次分析。', 'The next analysis is planned.'],
  },
  evidence: { reason: ['原因', 'Reason'] },
  deadlines: { report: ['按期提交回访分析报告', 'Submit the analysis of visits in time'] },
});
