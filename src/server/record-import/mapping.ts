import { createHash } from 'node:crypto';
import type { SheetCell } from '#server/sheets/write';
import type { ImportField } from './fields.ts';

/** Which field each column of a sheet fills, by the column's place (from 0): `{ "0": "name", "3": "items.quantity" }`. */
export type Mapping = Record<string, string>;

/** The column that an error file adds; it is nobody's field. */
export const REASON: readonly [zh: string, en: string] = ['问题', 'Problem'];

export const headerText = (cell: SheetCell | undefined): string =>
  cell === null || cell === undefined ? '' : cell instanceof Date ? cell.toISOString().slice(0, 10) : String(cell).trim();

/** Guesses the field of each column by its name in either language, or the field's own name; each field once. */
export function guessMapping(header: readonly SheetCell[], fields: readonly ImportField[]): Mapping {
  const mapping: Mapping = {};
  const taken = new Set<string>();
  const wanted = header.map((cell) => plain(headerText(cell)));
  for (const fits of [same, within])
    for (const [i, said] of wanted.entries()) {
      if (said === '' || mapping[i] !== undefined) continue;
      const found = fields.find((field) => !taken.has(field.key) && namesOf(field).some((name) => fits(said, name)));
      if (!found) continue;
      mapping[i] = found.key;
      taken.add(found.key);
    }
  return mapping;
}

/** The row that names the columns: of the first ten the one that names the most fields, or says the most. Above it people write titles. */
export function headerAt(rows: readonly { cells: readonly SheetCell[] }[], fields: readonly ImportField[]): number {
  const worth = rows.slice(0, 10).map(({ cells }) => {
    const named = Object.keys(guessMapping(cells, fields)).length;
    const said = cells.filter((cell) => headerText(cell) !== '').length;
    return named * 1000 + (named === 0 ? Math.min(said, 2) : 0);
  });
  return Math.max(0, worth.indexOf(Math.max(...worth)));
}

/** What a header is remembered by: its words, but for the column that an error file adds. */
export const headerKey = (header: readonly SheetCell[]): Buffer =>
  createHash('sha256')
    .update(
      JSON.stringify(
        header
          .map(headerText)
          .filter((said) => !REASON.includes(said))
          .map(plain),
      ),
    )
    .digest();

/** `*` marks what must be given, and a bracket says more: neither belongs to the name. */
const plain = (name: string): string =>
  name
    .toLowerCase()
    .replaceAll(/[(（[【].*?[)）\]】]/g, '')
    .replaceAll(/[\s*＊_\-:：.·/]/g, '');

const namesOf = ({ key, name, lines, column }: ImportField): string[] =>
  [key, ...name, ...(lines === null ? [] : [column.field, ...name.map((word) => word.split(/[：:]/).at(-1) ?? '')])]
    .map(plain)
    .filter((word) => word !== '');

const same = (said: string, name: string): boolean => said === name;
/** `客户名称` is the customer’s name, but two letters are in too many words to say anything. */
const within = (said: string, name: string): boolean =>
  name.length >= 2 && said.length > 2 && said.includes(name) && name.length * 2 >= said.length;
