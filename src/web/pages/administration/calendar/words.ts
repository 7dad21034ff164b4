import type { Pair } from '#kernel/declare/words';

/** What the year of a working calendar says. */
export const calendarWords = {
  about: [
    '以工作时间计的承诺按它计时。点选日期改班次、放假或调休。',
    'Working-time promises run on it. Choose days to change shifts, close, or work in exchange.',
  ],
  new: ['新建工作日历', 'New calendar'],
  standard: ['公司标准', 'The company’s standard'],
  builtIn: [
    '公司还没有自己的工作日历，目前按内置日历计时：周一至周五 9:00–12:00、13:00–18:00，北京时间，法定节假日和调休。',
    'The company has no calendar of its own: clocks run on the built-in one, Monday to Friday 9:00–12:00 and 13:00–18:00, Beijing time, with statutory holidays.',
  ],
  before: ['上一年', 'The year before'],
  after: ['下一年', 'The year after'],
  week: ['每周班次', 'Shifts of the week'],
  weekHint: [
    '如 08:30-12:00, 13:30-18:00；跨夜写 20:00-28:00；留空为休息',
    'Such as 08:30-12:00, 13:30-18:00; past midnight as 20:00-28:00; empty is a day off',
  ],
  weekdays: [
    ['周一', 'Mon'],
    ['周二', 'Tue'],
    ['周三', 'Wed'],
    ['周四', 'Thu'],
    ['周五', 'Fri'],
    ['周六', 'Sat'],
    ['周日', 'Sun'],
  ] as const satisfies readonly Pair[],
  makeup: ['调休上班日的班次', 'Shifts of make-up days'],
  statutory: ['法定节假日和调休', 'Statutory holidays and make-up days'],
  kinds: {
    work: ['工作日', 'Working day'],
    off: ['休息', 'Day off'],
    holiday: ['法定节假日', 'Statutory holiday'],
    makeup: ['调休上班', 'Make-up day'],
    closed: ['公司放假', 'Closed by the company'],
    open: ['公司加班或改班', 'The company’s own shifts'],
  } as Record<string, Pair>,
  chosen: (from: string, to: string, n: number): Pair => [
    from === to ? from : `${from} 至 ${to}，${n} 天`,
    from === to ? from : `${from} to ${to}, ${n} days`,
  ],
  choose: ['点选一天；按住 Shift 再点一天，选中一段。', 'Choose a day; with Shift, the days up to another one.'],
  name: ['名称', 'What it is'],
  nameHint: ['如：厂庆、停电检修', 'Such as: anniversary, maintenance'],
  shifts: ['班次', 'Shifts'],
  makeOff: ['设为放假', 'Close on these days'],
  makeWork: ['设为上班', 'Work on these days'],
  clear: ['恢复常规', 'As usual again'],
  preview: ['保存后的影响', 'What saving would do'],
  none: ['没有承诺的到期时间会变动。', 'No promise would be due at another time.'],
  examined: (n: number, more: boolean): Pair => [
    `已核对 ${n} 项进行中的承诺${more ? '（先到期的）' : ''}`,
    `${n} open promises were looked at${more ? ', those due first' : ''}`,
  ],
  moved: (n: number): Pair => [
    `${n} 项承诺的到期时间会变动`,
    n === 1 ? '1 promise would be due at another time' : `${n} promises would be due at another time`,
  ],
  save: ['保存日历', 'Save the calendar'],
  saved: ['日历已保存，承诺正在重新计算到期日', 'The calendar is saved; promises are being dated anew'],
  undo: ['放弃修改', 'Drop the changes'],
  badShifts: ['请按“08:30-12:00, 13:30-18:00”的样子填写班次。', 'Please write shifts like 08:30-12:00, 13:30-18:00.'],
  month: (year: number, month: number): Pair => [
    `${month} 月`,
    new Date(Date.UTC(year, month - 1, 1)).toLocaleDateString('en-GB', { month: 'long', timeZone: 'UTC' }),
  ],
  working: (n: number): Pair => [`${n} 个工作日`, `${n} working days`],
  record: ['单据与流水', 'Record and journal'],
} as const;
