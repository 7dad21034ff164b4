import { type FileHandle, open } from 'node:fs/promises';
import type { Bilingual } from '#kernel/problem';
import { encodingOf, textOf } from './source/encoding.ts';
import { recordsOf } from './source/records.ts';

/** Something in the source that could not be taken as it stands. */
export interface Fault {
  /** The file's name, without its folder. */
  file: string;
  /** The line (from 1) on which the row begins. */
  line: number;
  /** The source's own name of the column; empty when it is about the row as a whole. */
  column: string;
  value: string;
  reason: Bilingual;
  /** Whether the row was loaded all the same, as far as it goes. */
  loaded: boolean;
}

const COLUMNS = ['file', 'row', 'column', 'value', 'reason_zh', 'reason_en', 'loaded', 'correction'] as const;

/**
 * The error file: CSV (UTF-8 with a byte order mark, so that Excel reads it), one line a fault. Whoever writes the right value
 * into `correction` (for a row that could not be read: the whole row) and gives the file with `--corrections` has it taken
 * instead of the source's.
 */
export class FaultFile {
  readonly #handle: FileHandle | null;
  #pending: string[] = [];
  #notLoaded = 0;
  #noted = 0;

  private constructor(handle: FileHandle | null) {
    this.#handle = handle;
  }

  /** Begins a new file at `path` (absolute); null: faults are only counted. */
  static async begin(path: string | null): Promise<FaultFile> {
    const handle = path === null ? null : await open(path, 'w');
    await handle?.write(`\uFEFF${COLUMNS.join(',')}\n`);
    return new FaultFile(handle);
  }

  /** Rows that were not loaded, and remarks on rows that were. */
  get counts(): { notLoaded: number; noted: number } {
    return { notLoaded: this.#notLoaded, noted: this.#noted };
  }

  add(...faults: readonly Fault[]): void {
    for (const { file, line, column, value, reason, loaded } of faults) {
      if (loaded) this.#noted++;
      else this.#notLoaded++;
      if (this.#handle)
        this.#pending.push(
          [file, String(line), column, value, reason.zh, reason.en, loaded ? 'yes' : 'no', ''].map(cell).join(','),
        );
    }
  }

  async flush(): Promise<void> {
    if (this.#pending.length === 0) return;
    const text = `${this.#pending.join('\n')}\n`;
    this.#pending = [];
    await this.#handle?.write(text);
  }

  async close(): Promise<void> {
    await this.flush();
    await this.#handle?.close();
  }
}

const cell = (text: string): string => (/[",\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);

/** Corrections by file, line and column; those of whole rows have the column ''. */
export type Corrections = ReadonlyMap<string, string>;

export const correctionKey = (file: string, line: number, column: string): string =>
  `${file}\n${line}\n${column.trim().toLowerCase()}`;

/**
 * Reads the corrections that somebody wrote into an error file (absolute path).
 * @throws Error when it is not an error file.
 */
export async function readCorrections(path: string): Promise<Corrections> {
  const corrections = new Map<string, string>();
  let header: string[] | null = null;
  for await (const { records } of recordsOf(textOf(path, await encodingOf(path)))) {
    for (const { cells } of records) {
      if (header === null) {
        header = cells.map((c) => c.trim());
        if (!COLUMNS.every((name) => header!.includes(name)))
          throw new Error(`${path} 不是导入生成的错误文件。 ${path} is not an error file of an import.`);
        continue;
      }
      const said = (name: (typeof COLUMNS)[number]): string => cells[header!.indexOf(name)] ?? '';
      if (said('correction') !== '')
        corrections.set(correctionKey(said('file'), Number(said('row')), said('column')), said('correction'));
    }
  }
  return corrections;
}
