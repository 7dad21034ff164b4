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

/** Words for working without a connection. */
export const offlineWords = {
  away: ['没有网络', 'No connection'],
  awayText: [
    '看过的单据可以查看，填写的表单先保存在本机，网络恢复后自动发送一次。',
    'Records looked at lately can be read; forms are kept on this device and sent once when the connection is back.',
  ],
  asOf: (when: string): Pair => [`没有网络，显示的是 ${when} 的内容。`, `No connection: this is as it was at ${when}.`],
  kept: ['没有网络：已保存在本机，恢复后自动发送', 'No connection: kept on this device, and sent when it is back'],
  outbox: ['等待发送', 'Waiting to be sent'],
  waiting: ['等待网络', 'Waiting for the connection'],
  sent: ['已送达', 'Sent'],
  refused: ['未被接受', 'Not accepted'],
  openForm: ['打开表单', 'Open the form'],
  openRecord: ['查看', 'Show'],
  sendNow: ['现在发送', 'Send now'],
  giveUp: ['放弃', 'Give it up'],
  gotIt: ['知道了', 'Got it'],
  newVersion: ['系统已更新。', 'The system was updated.'],
  reload: ['刷新', 'Reload'],
  recent: ['最近看过', 'Looked at lately'],
} as const;

/** Words for files, wherever they are given or shown. */
export const fileWords = {
  choose: ['选择文件', 'Choose files'],
  photograph: ['拍照', 'Take a photo'],
  dropHere: ['也可以拖到这里，或直接粘贴截图。', 'Or drop them here, or paste a screenshot.'],
  uploading: (n: number): Pair => [`正在上传 ${n} 个文件……`, n === 1 ? 'Uploading a file …' : `Uploading ${n} files …`],
  full: (n: number): Pair => [`最多 ${n} 个文件。`, `At most ${n} files.`],
  waiting: ['待上传', 'Not uploaded yet'],
  remove: (name: string): Pair => [`移除 ${name}`, `Remove ${name}`],
  count: (n: number): Pair => [`${n} 个文件`, n === 1 ? '1 file' : `${n} files`],
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
