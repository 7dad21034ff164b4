import { z } from 'zod';
import type { Bilingual } from '../declare/words.ts';

const zh = z.locales.zhCN().localeError;
const en = z.locales.en().localeError;

/** What is wrong with an answer, as whoever gave it reads it. A refinement words its own refusal: `params: { zh, en }`. */
export function toldIssue(issue: z.core.$ZodIssue): Bilingual {
  switch (issue.code) {
    case 'invalid_type':
      return issue.input === undefined || issue.input === null ? MISSING : (TYPES[issue.expected] ?? OTHERWISE);
    case 'too_small':
      return tooSmall(issue);
    case 'too_big':
      return tooBig(issue);
    case 'invalid_format':
      return (
        FORMATS[issue.format] ?? {
          zh: `格式不对，应符合 ${issue.pattern ?? issue.format}。`,
          en: `The format is not right; it should match ${issue.pattern ?? issue.format}.`,
        }
      );
    case 'invalid_value':
      return issue.input === undefined || issue.input === null ? MISSING : oneOf(issue.values.map(String));
    case 'unrecognized_keys':
      return { zh: '没有这一项。', en: 'There is no such field.' };
    case 'custom':
      return { zh: issue.message, en: issue.message, ...(issue.params as Partial<Bilingual> | undefined) };
    default:
      return { zh: said(zh, issue), en: said(en, issue) };
  }
}

const MISSING: Bilingual = { zh: '此项必填。', en: 'This is needed.' };
const OTHERWISE: Bilingual = { zh: '这个值不对。', en: 'This value is not right.' };

const should = (zh: string, en: string): Bilingual => ({ zh: `此项应为${zh}。`, en: `This should be ${en}.` });

const TYPES: Partial<Record<string, Bilingual>> = {
  string: should('文字', 'a text'),
  number: should('数字', 'a number'),
  int: should('整数', 'a whole number'),
  boolean: should(' true（是）或 false（否）', 'true or false'),
  array: should('列表', 'a list'),
  tuple: should('列表', 'a list'),
  object: should('一组内容', 'an object'),
  record: should('一组内容', 'an object'),
};

const FORMATS: Partial<Record<string, Bilingual>> = {
  date: should('存在的日期，如 2026-03-01', 'a date that exists, such as 2026-03-01'),
  datetime: should('带时区的时间，如 2026-03-01T09:00:00+08:00', 'an instant with its offset, such as 2026-03-01T09:00:00+08:00'),
  uuid: should('一条记录的 id', 'the id of a record'),
  email: should('电子邮件地址', 'an e-mail address'),
  url: should('网址', 'a web address'),
};

const oneOf = (values: readonly string[]): Bilingual =>
  values.length === 1
    ? should(` ${values[0]}`, values[0]!)
    : should(`以下之一：${values.join('、')}`, `one of: ${values.join(', ')}`);

function tooSmall({ origin, minimum, inclusive }: z.core.$ZodIssueTooSmall): Bilingual {
  if (origin === 'string')
    return minimum === 1 ? MISSING : { zh: `至少 ${minimum} 个字符。`, en: `At least ${minimum} characters.` };
  if (origin === 'array') return { zh: `至少 ${minimum} 项。`, en: `At least ${minimum} of them.` };
  return inclusive === false
    ? { zh: `应大于 ${minimum}。`, en: `More than ${minimum}.` }
    : { zh: `不能小于 ${minimum}。`, en: `Not less than ${minimum}.` };
}

function tooBig({ origin, maximum, inclusive }: z.core.$ZodIssueTooBig): Bilingual {
  if (origin === 'string') return { zh: `最多 ${maximum} 个字符。`, en: `At most ${maximum} characters.` };
  if (origin === 'array') return { zh: `最多 ${maximum} 项。`, en: `At most ${maximum} of them.` };
  return inclusive === false
    ? { zh: `应小于 ${maximum}。`, en: `Less than ${maximum}.` }
    : { zh: `不能大于 ${maximum}。`, en: `Not more than ${maximum}.` };
}

/** What is rare is told in zod's own words. */
function said(tell: typeof zh, issue: z.core.$ZodIssue): string {
  const message = tell(issue as Parameters<typeof zh>[0]);
  return (typeof message === 'string' ? message : message?.message) ?? issue.message;
}
