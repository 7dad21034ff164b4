import { whole } from '#kernel/declare/fields';
import { setting } from '#kernel/declare/setting';

/** The one scale on which satisfaction is asked for, in visits and surveys alike, so that figures can be compared (G-04): 1 very dissatisfied to 5 very satisfied. */
export const satisfaction = () => whole(1, 5);

/** What a company counts as satisfied on that scale; an answer is judged by what held when it was given. */
export const satisfiedFrom = setting('satisfaction.satisfied_from', 4, {
  zh: '视为满意的最低分（1–5 分制）',
  en: 'Least mark of a satisfied customer, on the scale of 1 to 5',
});
