import { wordsFor } from '#kernel/declare/words';
import { workingCalendar } from './working-calendar.ts';

export const workingCalendarWords = wordsFor(workingCalendar, {
  name: ['工作日历', 'Working calendar'],
  about: [
    '公司或某个场所的工作时间；以工作时间计的承诺按它计时',
    'When the company or a site works; working-time promises run on it',
  ],
  fields: {
    name: ['名称', 'Name'],
    timeZone: ['时区', 'Time zone'],
    standard: ['公司标准日历', 'Company standard'],
    week: ['每周班次', 'Weekly shifts'],
    makeupShifts: ['调休上班班次', 'Shifts on make-up working days'],
    statutory: ['按国家法定节假日', 'Statutory holidays of China'],
  },
  lines: { days: ['例外日期', 'Exceptions'] },
  columns: { date: ['日期', 'Date'], works: ['上班', 'Working'], shifts: ['班次', 'Shifts'], name: ['名称', 'Name'] },
  choices: {},
  states: { in_use: ['使用中', 'In use'], retired: ['已停用', 'Retired'] },
  steps: { retire: ['停用', 'Retire'] },
  guards: {
    notStandard: ['它不是公司标准日历。', 'It is not the company standard.'],
    noDepartmentWorksByIt: ['没有部门使用这份日历。', 'No department works by it.'],
    noOpenPromises: ['没有未了结的承诺按它计时。', 'No open promise runs on it.'],
  },
  evidence: {},
  deadlines: {},
});
