import type { Pair } from '#kernel/declare/words';

export const figureWords = {
  title: ['指标', 'Figures'],
  about: [
    '数值直接由单据算出，每个数都能打开它背后的单据',
    'Counted from the records themselves; every figure opens what it was made of',
  ],
  from: ['从', 'From'],
  to: ['到', 'To'],
  none: ['期间内没有可计的单据', 'Nothing to count in the period'],
  trend: ['按月', 'By month'],
  month: ['月份', 'Month'],
  value: ['数值', 'Value'],
  counted: ['计入', 'Counted'],
  good: ['达成', 'Good'],
  bad: ['未达成', 'Not good'],
  all: ['全部', 'All'],
  records: ['背后的单据', 'The records behind it'],
  noRecords: ['没有单据。', 'There are no records.'],
  when: ['时间', 'When'],
  record: ['单据', 'Record'],
  amount: ['数值', 'Amount'],
  outcome: ['结果', 'Outcome'],
  more: ['继续载入', 'Load more'],
  asTable: ['用表格看', 'As a table'],
  ofN: (n: string): Pair => [`共 ${n} 条`, `of ${n}`],
  source: ['出处', 'Source'],
} as const;
