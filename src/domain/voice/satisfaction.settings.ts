import { whole } from '#kernel/declare/fields';

/** The one scale on which satisfaction is asked for, in visits and surveys alike, so that figures can be compared: 1 very dissatisfied to 5 very satisfied. */
export const satisfaction = () => whole(1, 5);
