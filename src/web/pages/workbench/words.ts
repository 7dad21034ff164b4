import type { Pair } from '#kernel/declare/words';

export const workbenchWords = {
  title: ['工作台', 'Workbench'],
  iOwe: ['我欠的', 'What I owe'],
  groups: {
    overdue: ['已超期', 'Overdue'],
    today: ['今天', 'Today'],
    week: ['7 天内', 'Within 7 days'],
    later: ['以后', 'Later'],
    undated: ['计时暂停或没有期限', 'Clock stopped, or no due time'],
  } as Record<string, Pair>,
  nothing: ['现在没有您欠的承诺。', 'You owe nothing right now.'],
  nothingMore: [
    '新的承诺产生时会出现在这里：它们来自单据上的动作和到期的职责。',
    'New promises appear here when a step or a duty opens them.',
  ],
  owedToMe: ['欠我的', 'What I am owed'],
  nothingOwed: ['没有同事欠您的承诺。', 'No colleague owes you anything.'],
  news: ['未读消息', 'Unread news'],
  noNews: ['没有未读消息。', 'No unread news.'],
  moreThan: (n: number): Pair => [`这里是最先到期的 ${n} 项`, `These are the ${n} that are due first`],
  all: ['查看全部承诺', 'All promises'],
  count: (n: number): Pair => [`${n} 项`, String(n)],
} as const;
