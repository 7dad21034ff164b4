import { wordsFor } from '#kernel/declare/words';
import { setting } from './setting.ts';

export const settingWords = wordsFor(setting, {
  name: ['设置', 'Setting'],
  about: [
    '公司自定的时限、比率、阈值或周期，自某一时刻起生效',
    'The company’s own value for a limit, rate, threshold or interval, from an instant on',
  ],
  fields: {
    key: ['项目', 'Key'],
    value: ['值', 'Value'],
    effectiveFrom: ['生效时间', 'In effect from'],
    reason: ['原因', 'Reason'],
  },
  lines: {},
  columns: {},
  choices: {},
  states: { in_force: ['有效', 'In force'], withdrawn: ['已撤回', 'Withdrawn'] },
  steps: { withdraw: ['撤回', 'Withdraw'] },
  guards: {},
  evidence: { withdrawnBecause: ['撤回原因', 'Reason for withdrawal'] },
  deadlines: {},
});
