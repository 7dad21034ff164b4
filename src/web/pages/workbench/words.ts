import type { Pair } from '#kernel/declare/words';

export const workbenchWords = {
  title: ['工作台', 'Workbench'],
  glance: ['一眼看到', 'At a glance'],
  iOwe: ['我欠的', 'What I owe'],
  decisions: ['等我决定的', 'What waits for my decision'],
  groups: {
    overdue: ['已超期', 'Overdue'],
    today: ['今天', 'Today'],
    week: ['7 天内', 'Within 7 days'],
    later: ['以后', 'Later'],
    undated: ['计时暂停或没有期限', 'Clock stopped, or no due time'],
  } as Record<string, Pair>,
  nothing: ['现在没有欠下的承诺。', 'Nothing is owed right now.'],
  nothingMore: [
    '新的承诺产生时会出现在这里：它们来自单据上的动作和到期的职责。',
    'New promises appear here when a step or a duty opens them.',
  ],
  owedToMe: ['欠我的', 'What I am owed'],
  nothingOwed: ['没有同事欠下的承诺。', 'No colleague owes anything.'],
  team: ['我主管的部门的风险', 'Risks of my departments'],
  noRisk: ['没有超期或快到期的承诺。', 'Nothing is overdue or about to be.'],
  allOfTeam: ['查看部门的全部承诺', 'All promises of my departments'],
  news: ['未读消息', 'Unread news'],
  noNews: ['没有未读消息。', 'No unread news.'],
  moreThan: (n: number): Pair => [`这里是最先到期的 ${n} 项`, `These are the ${n} that are due first`],
  all: ['查看全部承诺', 'All promises'],
  count: (n: number): Pair => [`${n} 项`, String(n)],
  handle: ['办理', 'Act'],
  openRecord: ['打开单据', 'Open the record'],
  notYours: ['这项承诺要在单据上办理。', 'This promise is kept on the record itself.'],
  notPossible: (step: Pair): Pair => [`现在还不能“${step[0]}”：`, `Not yet possible: ${step[1].toLowerCase()}`],
  keys: [
    'j、k 上下移动，Enter 办理，数字选动作，o 打开单据',
    'j and k move, Enter acts, a number picks the step, o opens the record',
  ],
} as const;
