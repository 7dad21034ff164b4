import type { Pair } from '#kernel/declare/words';

/** What the drawn-from-declaration parts say by themselves. */
export const kitWords = {
  close: ['关闭', 'Close'],
  closeWindow: ['关闭窗口', 'Close the window'],
  notNow: ['先不执行', 'Not now'],
  cancel: ['取消', 'Cancel'],
  save: ['保存', 'Save'],
  back: ['返回', 'Back'],
  yes: ['是', 'Yes'],
  no: ['否', 'No'],
  none: ['—', '—'],
  notFilled: ['未填写', 'Not given'],
  withheld: ['您的角色不能查看', 'Your role may not see this'],
  required: ['必填', 'Required'],
  optional: ['选填', 'Optional'],
  choose: ['请选择', 'Choose'],
  add: ['添加', 'Add'],
  remove: ['删除', 'Remove'],
  loading: ['正在载入', 'Loading'],
  retry: ['重试', 'Try again'],
  unreachable: [
    '连接已断开，内容都还在。网络恢复后请重试。',
    'The connection is lost; nothing you typed is. Please try again when it is back.',
  ],
  faultNumber: ['请求编号', 'Request number'],
  details: ['详情', 'Details'],
  clause: ['条款', 'Clause'],
  system: ['系统', 'System'],
  program: ['接口程序', 'A program'],
  customer: ['客户', 'Customer'],
  rows: (n: number): Pair => [`${n} 行`, n === 1 ? '1 row' : `${n} rows`],
  someone: ['某位同事', 'A colleague'],
} as const;

/** Words for a promise, wherever one appears. */
export const promiseWords = {
  promise: ['承诺', 'Promise'],
  due: ['到期', 'due'],
  left: (time: string): Pair => [`剩 ${time}`, `${time} left`],
  leftWorking: (time: string): Pair => [`剩 ${time} · 工作时间`, `${time} of working time left`],
  over: (time: string): Pair => [`已超 ${time}`, `${time} overdue`],
  paused: ['计时已暂停', 'Clock stopped'],
  dueNow: ['已到期', 'Due now'],
  noDate: ['没有到期时间', 'No due time'],
  none: ['没有未了结的承诺', 'Nothing is owed'],
  outcomes: {
    open: ['进行中', 'Open'],
    kept: ['已兑现', 'Kept'],
    breached: ['已违约', 'Broken'],
    released: ['已解除', 'Released'],
  } as Record<string, Pair>,
  dueSoon: ['即将到期', 'Due soon'],
  keptLate: ['逾期完成', 'Done late'],
  to: ['对', 'to'],
} as const;
