import type { Bilingual } from '#kernel/problem';

/** What an examination found: `bad` must be mended, `odd` should be known. */
export interface Finding {
  what: Bilingual;
  state: 'good' | 'odd' | 'bad';
  found: Bilingual;
  /** Empty when there is nothing to do. */
  mend: Bilingual | null;
}

/** Something examined, by its name in Chinese and English. */
export interface Subject {
  good(zh: string, en: string): Finding;
  odd(zh: string, en: string, mend?: [zh: string, en: string]): Finding;
  bad(zh: string, en: string, mend?: [zh: string, en: string]): Finding;
}

/** A short way to write the findings about one thing. */
export function subject(zh: string, en: string): Subject {
  const finding = (state: Finding['state'], found: Bilingual, mend?: [string, string]): Finding => ({
    what: { zh, en },
    state,
    found,
    mend: mend ? { zh: mend[0], en: mend[1] } : null,
  });
  return {
    good: (zh, en) => finding('good', { zh, en }),
    odd: (zh, en, mend) => finding('odd', { zh, en }, mend),
    bad: (zh, en, mend) => finding('bad', { zh, en }, mend),
  };
}
