import { readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import type { Bilingual } from '#kernel/problem';
import type { ColumnChoice } from '../mapping/mapping.ts';
import { type Encoding, textOf } from './encoding.ts';
import { recordsOf } from './records.ts';

/** The import cannot begin: what is wrong with its files or its mapping, in both languages. */
export class ImportRefused extends Error {
  override name = 'ImportRefused';
  readonly said: Bilingual;
  constructor(zh: string, en: string) {
    super(`${zh} ${en}`);
    this.said = { zh, en };
  }
}

/** The files that an import may read: those of a folder, or the one that was named. Names to absolute paths. */
export async function filesAt(place: string): Promise<ReadonlyMap<string, string>> {
  const found = await stat(place).catch(() => null);
  if (!found) throw new ImportRefused(`没有这个文件夹或文件：${place}。`, `There is no such folder or file: ${place}.`);
  if (!found.isDirectory()) return new Map([[path.basename(place), path.resolve(place)]]);
  const names = (await readdir(place)).filter((name) => /\.(csv|tsv|txt)(\.gz)?$/i.test(name)).sort();
  return new Map(names.map((name) => [name, path.resolve(place, name)]));
}

const EXTENSIONS = ['', '.csv', '.csv.gz', '.tsv', '.tsv.gz', '.txt', '.txt.gz'];

/** The file that a mapping means: by its name, with or without an ending; null when it is not there. */
export function fileNamed(
  files: ReadonlyMap<string, string>,
  choice: string | readonly string[],
): { name: string; path: string } | null {
  const byLower = new Map([...files].map(([name, place]) => [name.toLowerCase(), { name, path: place }]));
  for (const stem of typeof choice === 'string' ? [choice] : choice) {
    for (const extension of EXTENSIONS) {
      const found = byLower.get(`${stem}${extension}`.toLowerCase());
      if (found) return found;
    }
  }
  return null;
}

/** The names of a file's columns, without blanks around them. @throws ImportRefused when the file is empty. */
export async function headerOf(file: { name: string; path: string }, encoding: Encoding): Promise<string[]> {
  for await (const { records } of recordsOf(textOf(file.path, encoding))) {
    const header = records[0];
    if (header) return header.cells.map((cell) => cell.trim());
  }
  throw new ImportRefused(`文件 ${file.name} 是空的。`, `The file ${file.name} is empty.`);
}

/** How a field is read from a row's cells, and what the file calls the column (the first, where it is a text of several). */
export interface FieldReader {
  name: string;
  of(cells: readonly string[]): string;
}

/**
 * Finds the columns that a mapping names; a field whose column may be missing and is, is not among the answers.
 * @throws ImportRefused naming the file and every column that is missing or there twice.
 */
export function readersOf<F extends string>(
  file: string,
  header: readonly string[],
  wanted: Partial<Record<F, ColumnChoice>>,
): Partial<Record<F, FieldReader>> {
  const missing: string[] = [];
  const twice: string[] = [];
  const find = (names: readonly string[]): number | null => {
    const positions = names.map((name) => positionsOf(header, name)).find((p) => p.length > 0) ?? [];
    if (positions.length > 1) twice.push(header[positions[0]!]!);
    return positions[0] ?? null;
  };
  const found: Partial<Record<F, FieldReader>> = {};
  for (const [field, choice] of Object.entries(wanted) as [F, ColumnChoice][]) {
    if (typeof choice === 'object' && 'text' in choice) {
      const parts = choice.text.split(/\{([^}]+)\}/);
      const columns = parts.map((part, i) => (i % 2 === 1 ? (find([part]) ?? missing.push(part) - 1) : null));
      found[field] = { name: parts[1] ?? '', of: (cells) => compose(parts, columns, cells) };
      continue;
    }
    const names = typeof choice === 'string' ? [choice] : choice;
    const index = find(names.filter((n) => n !== null));
    if (index !== null) found[field] = { name: header[index]!, of: (cells) => cells[index] ?? '' };
    else if (!names.includes(null)) missing.push(names.join(' / '));
  }
  if (missing.length > 0) {
    throw new ImportRefused(
      `文件 ${file} 缺少列：${missing.join('、')}。现有列：${header.join('、')}。`,
      `The file ${file} lacks the column(s) ${missing.join(', ')}. It has: ${header.join(', ')}.`,
    );
  }
  if (twice.length > 0)
    throw new ImportRefused(
      `文件 ${file} 中列 ${twice.join('、')} 出现多次。`,
      `The column(s) ${twice.join(', ')} stand more than once in ${file}.`,
    );
  return found;
}

/** The text with its columns filled in; empty when all of them are. */
function compose(parts: readonly string[], columns: readonly (number | null)[], cells: readonly string[]): string {
  const filled = parts.map((part, i) => (columns[i] === null ? part : (cells[columns[i]!] ?? '').trim()));
  const silent = parts.length > 1 && filled.every((text, i) => columns[i] === null || text === '');
  return silent ? '' : filled.join('').trim();
}

function positionsOf(header: readonly string[], name: string): number[] {
  const wanted = name.trim().toLowerCase();
  return header.flatMap((cell, i) => (cell.toLowerCase() === wanted ? [i] : []));
}
