import { setting } from '#kernel/declare/setting';

/** Days after which the examination of the system warns that nobody has made a backup. */
export const backupEvery = setting('operations.backup_days', 7, {
  zh: '两次备份之间的最长天数',
  en: 'Most days between two backups',
});
