import type { Pair } from '#kernel/declare/words';

export const customerWords = {
  title: ['全部往来', 'Everything'],
  about: [
    '这个客户的全部单据、双方未了结的事和履约情况',
    'All records of this customer, what is open on both sides, and how promises were kept',
  ],
  timeline: ['往来', 'Timeline'],
  kinds: ['单据类型', 'Kinds of records'],
  all: ['全部', 'All'],
  nothing: ['还没有往来。', 'There have been no dealings yet.'],
  nothingOfKind: ['没有这类单据。', 'There are no records of this kind.'],
  more: ['继续载入', 'Load more'],
  weOwe: ['我们欠客户的', 'What we owe the customer'],
  inside: ['同事之间为这个客户欠的', 'What colleagues owe each other over this customer'],
  theyOwe: ['等客户的', 'What waits for the customer'],
  noneOwed: ['没有未了结的承诺。', 'Nothing is owed.'],
  noneWaits: ['没有等客户处理的单据。', 'Nothing waits for the customer.'],
  firstOf: (n: number): Pair => [`这里是最先到期的 ${n} 项`, `These are the ${n} that are due first`],
  allPromises: ['查看全部承诺', 'All promises'],
  waitsFor: (step: Pair): Pair => [`等客户${step[0]}`, `waits for: ${step[1].toLowerCase()}`],
  measures: ['近一年的履约', 'The last twelve months'],
  noMeasures: ['近一年没有可计的单据。', 'There was nothing to count in the last twelve months.'],
  counted: (n: string): Pair => [`共 ${n} 条`, `of ${n}`],
  contacts: ['联系人', 'Contacts'],
  noContacts: ['还没有联系人。', 'There are no contacts yet.'],
  primary: ['首要', 'first'],
} as const;
