import { setting } from '#kernel/declare/setting';

/** In MB (10⁶ bytes), of one file. */
export const largestFile = setting('files.largest', 25, {
  zh: '上传文件的最大尺寸（MB）',
  en: 'The largest file that can be uploaded (MB)',
});
