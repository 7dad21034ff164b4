import type { Pair } from '#kernel/declare/words';

export const commitmentWords = {
  title: ['承诺', 'Promises'],
  about: ['谁欠谁什么、何时到期，先到期的在前', 'Who owes what to whom by when; the earliest due first'],
  views: {
    standing: ['未了结', 'Not settled'],
    breached: ['已违约', 'Broken'],
    kept: ['已兑现', 'Kept'],
    released: ['已解除', 'Released'],
    all: ['全部', 'All'],
  } as Record<string, Pair>,
  mine: ['只看我欠的', 'Only what I owe'],
  record: ['单据类型', 'Kind of record'],
  anyRecord: ['所有单据', 'All records'],
  customer: ['客户', 'Customer'],
  clause: ['条款', 'Clause'],
  control: ['时限', 'Deadline'],
  from: ['到期不早于', 'Due on or after'],
  to: ['到期不晚于', 'Due on or before'],
  columns: {
    what: ['承诺', 'Promise'],
    on: ['单据', 'Record'],
    who: ['由谁对谁', 'From whom to whom'],
    due: ['到期', 'Due'],
    standing: ['状态', 'Standing'],
    clauses: ['条款', 'Clauses'],
  } as Record<string, Pair>,
  none: ['没有符合条件的承诺。', 'No promise matches.'],
  clear: ['清除条件', 'Clear'],
  more: ['继续载入', 'Load more'],
} as const;
