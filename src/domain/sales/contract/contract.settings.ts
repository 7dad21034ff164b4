import { setting } from '#kernel/declare/setting';
import { workingDays, workingHours } from '#kernel/declare/span';

/** For contracts and for their changes: they take the same way (按规定程序). */
export const reviewTime = setting('contract.review', workingHours(16), {
  zh: '合同及合同变更评审时限（每个部门）',
  en: 'Time for a department to review a contract or its change',
});

export const summaryTime = setting('contract.summary', workingDays(10), {
  zh: '合同履行完毕或终止后完成总结评估的时限',
  en: 'Time to sum up a contract after it was fulfilled or ended',
});
