import { setting } from '#kernel/declare/setting';

/** Hours within which the author of a comment may still change or delete it. */
export const commentChangeable = setting('comments.change_hours', 24, {
  zh: '评论发出后本人可修改或删除的时限（小时）',
  en: 'Hours within which one may change or delete a comment of one’s own',
});
