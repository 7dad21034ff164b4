import type { Bilingual } from './declare/words.ts';

export type { Bilingual };

/** RFC 9457 `application/problem+json`: the only way in which a request may fail on purpose. */
export interface ProblemBody {
  type: string;
  title: string;
  status: number;
  [extension: string]: unknown;
}

/**
 * Thrown anywhere, caught once at the edge. `title` says what happened in the user's words; `extensions` carry what a
 * program needs. Members of `extensions` that are Bilingual (or arrays of objects with one in `title`) are told in one language.
 */
export class Problem extends Error {
  readonly slug: string;
  readonly status: number;
  readonly title: Bilingual;
  readonly extensions: Record<string, unknown>;

  constructor(slug: string, status: number, title: Bilingual, extensions: Record<string, unknown> = {}) {
    super(title.en);
    this.name = 'Problem';
    this.slug = slug;
    this.status = status;
    this.title = title;
    this.extensions = extensions;
  }

  /** The body that goes over the wire, told in `locale`. */
  body(locale: 'zh' | 'en'): ProblemBody {
    return {
      type: `/problems/${this.slug}`,
      title: this.title[locale],
      status: this.status,
      ...(tell(this.extensions, locale) as object),
    };
  }
}

const isBilingual = (value: object): value is Bilingual => 'zh' in value && 'en' in value && Object.keys(value).length === 2;

function tell(value: unknown, locale: 'zh' | 'en'): unknown {
  if (Array.isArray(value)) return value.map((item) => tell(item, locale));
  if (value === null || typeof value !== 'object') return value;
  if (isBilingual(value)) return value[locale];
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, tell(item, locale)]));
}

export const signedOut = (): Problem => new Problem('signed-out', 401, { zh: '请先登录。', en: 'Please sign in.' });

export const notAllowed = (needs: readonly string[], clauses: readonly unknown[] = []): Problem =>
  new Problem('not-allowed', 403, { zh: '您的角色不能执行此操作。', en: 'Your role may not do this.' }, { needs, clauses });

export const notFound = (what?: Bilingual): Problem =>
  new Problem(
    'not-found',
    404,
    what ?? { zh: '没有这条记录，或您无权查看。', en: 'There is no such record, or you may not see it.' },
  );

export const stale = (version: number): Problem =>
  new Problem(
    'stale',
    412,
    { zh: '您打开之后，有人修改了这条记录。', en: 'Someone changed this record after you opened it.' },
    { version },
  );

export const busy = (): Problem =>
  new Problem('busy', 503, { zh: '系统繁忙，请稍后重试。', en: 'The system is busy. Please try again shortly.' });

/** One answer that is missing or wrong: where it stands (a JSON pointer) and what is wrong with it. */
export interface InputError {
  pointer: string;
  detail: Bilingual;
}

export const invalid = (errors: readonly InputError[]): Problem =>
  new Problem('invalid', 422, { zh: '有些内容缺失或有误，请改正。', en: 'Some answers are missing or wrong.' }, { errors });
