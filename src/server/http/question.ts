import { type InputError, invalid } from '#kernel/problem';
import type { Question } from '#kernel/run/list';

const MOST_ROWS = 200;
const ROWS = 50;
const FILTER = /^filter\[(\w{1,60})\](?:\[(from|to|empty|has)\])?$/;
const MOST_FILTERS = 20;

/**
 * What the query of a list asks for: `filter[state]=a,b`, `filter[due][from|to|empty|has]=…`, `sort=-createdAt`, `limit`,
 * `after`, `q`, `count=true`. The newest come first unless something else is asked for.
 * @throws Problem invalid with the parameter that is unknown or wrong.
 */
export function questionOf(parameters: URLSearchParams): Question {
  const question: Question = {
    filters: [],
    sort: { field: 'createdAt', descending: true },
    limit: ROWS,
    after: null,
    search: null,
    count: false,
  };
  const filters: Question['filters'][number][] = [];
  const errors: InputError[] = [];
  for (const [name, value] of parameters) {
    const fits = read(question, filters, name, value);
    if (fits === false)
      errors.push({
        pointer: `/${name}`,
        detail: { zh: `“${value.slice(0, 80)}”不是有效的值。`, en: `“${value.slice(0, 80)}” is not a valid value.` },
      });
    if (fits === null) errors.push(unknownParameter(name));
  }
  if (filters.length > MOST_FILTERS)
    errors.push({
      pointer: '/filter',
      detail: { zh: `最多 ${MOST_FILTERS} 个条件。`, en: `At most ${MOST_FILTERS} conditions.` },
    });
  if (errors.length > 0) throw invalid(errors);
  return { ...question, filters };
}

/** `limit` and `after` of a page that is asked for nothing else. @throws Problem invalid. */
export function pageOf(parameters: URLSearchParams): { limit: number; after: string | null } {
  const { limit, after } = questionOf(parameters);
  const others = [...parameters.keys()].filter((name) => name !== 'limit' && name !== 'after');
  if (others.length > 0) throw invalid(others.map(unknownParameter));
  return { limit, after };
}

const unknownParameter = (name: string): InputError => ({
  pointer: `/${name.slice(0, 80)}`,
  detail: { zh: '没有这个参数。', en: 'There is no such parameter.' },
});

/** Takes one parameter in; false when its value does not fit, null when there is no such parameter. */
function read(question: Question, filters: Question['filters'][number][], name: string, value: string): boolean | null {
  if (value.includes('\0')) return false;
  switch (name) {
    case 'limit':
      question.limit = Number(value);
      return /^\d{1,3}$/.test(value) && question.limit >= 1 && question.limit <= MOST_ROWS;
    case 'sort':
      question.sort = value.startsWith('-') ? { field: value.slice(1), descending: true } : { field: value, descending: false };
      return value.length <= 61;
    case 'after':
      question.after = value;
      return value.length <= 6000;
    case 'q':
      question.search = value.trim() === '' ? null : value.trim();
      return value.length <= 100;
    case 'count':
      question.count = value === 'true';
      return value === 'true' || value === 'false';
  }
  const [, field, operator = 'is'] = FILTER.exec(name) ?? [];
  if (field === undefined) return null;
  filters.push({ field, operator: operator as 'is', value });
  return operator === 'empty' ? value === 'true' || value === 'false' : true;
}
