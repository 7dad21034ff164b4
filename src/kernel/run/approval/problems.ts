import { type InputError, invalid, Problem } from '../../problem.ts';

export const barred = (): Problem =>
  new Problem(
    'not-allowed',
    403,
    {
      zh: '提交人（及编制人）不能以任何方式审批自己提交的内容，代理、加签、转审也不行。',
      en: 'Whoever submitted or made it decides on it by no path: not standing in, not when added, not when handed over.',
    },
    {
      because: [
        {
          rule: 'requester',
          control: '',
          sentence: { zh: '审批人不是提交人。', en: 'The reviewer is not the requester.' },
          clauses: [],
        },
      ],
    },
  );

export const notYours = (): Problem =>
  new Problem('not-allowed', 403, { zh: '这项审批没有请您处理。', en: 'This decision is not yours to make.' });

export const noLongerWaiting = (): Problem =>
  new Problem('wrong-state', 409, {
    zh: '这项审批已处理、已撤回或已改请他人，请刷新。',
    en: 'This decision has been made, taken back or laid before somebody else. Please reload.',
  });

export const contentMoved = (content: number): Problem =>
  new Problem(
    'stale',
    412,
    {
      zh: '您打开之后，所审内容有改动。请查看改动后再决定。',
      en: 'What you review has changed since you opened it. Please look at the changes first.',
    },
    { content },
  );

export const checksMissing = (missing: readonly string[], unknown: readonly string[]): Problem =>
  invalid([
    ...missing.map((check) => ({
      pointer: `/checks/${check}`,
      detail: { zh: '请逐项核对并确认；有一项不符就请提出异议。', en: 'Confirm every point, or object if one does not hold.' },
    })),
    ...unknown.map((check) => ({
      pointer: `/checks/${check}`,
      detail: { zh: '没有这个核对项。', en: 'There is no such point to check.' },
    })),
  ]);

export const nobodyToReturnTo = (): Problem =>
  invalid([
    {
      pointer: '/to',
      detail: {
        zh: '请选择已经签过意见的另一席；要退给提交人，请提出异议。',
        en: 'Choose another seat that has signed already. To send it back to the requester, object.',
      },
    },
  ]);

export const alreadyAsked = (pointer: string): InputError => ({
  pointer,
  detail: { zh: '已经请此人审批。', en: 'This person has been asked already.' },
});

export const mayNotSee = (pointer: string): InputError => ({
  pointer,
  detail: { zh: '此人不在职，或无权查看这类单据。', en: 'This person does not work here, or may not see such records.' },
});

export const seatIsFull = (pointer: string): InputError => ({
  pointer,
  detail: { zh: '这一席请的人已经太多。', en: 'Too many people have been asked for this seat already.' },
});
