import type { AnyRecord } from '#kernel/declare/record';
import type { AnyWords } from '#kernel/declare/words';

/** A record as the pages see it. */
export interface Declared {
  /** The folder of the business that it belongs to. */
  module: string;
  record: AnyRecord;
  words: AnyWords;
}

/** Puts a declaration and its words side by side; their own types are given up here. */
export const declared = (module: string, record: object, words: object): Declared => ({
  module,
  record: record as AnyRecord,
  words: words as AnyWords,
});
