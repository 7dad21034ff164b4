import type { AnyDoc } from '#kernel/declare/record';
import type { Pair } from '#kernel/declare/words';
import { Refusal } from '../../api/client.ts';
import type { Declared } from '../../declared.ts';
import { laterFields } from '../../registry.ts';
import { type Answers, type Asked, answerOf, askedIn, bodyOf, type Clock, faultsIn } from '../form/fields.ts';
import type { Row } from '../form/paste.ts';

/** The lines of a record as a form asks for them. */
export interface LineSet {
  name: string;
  label: Pair;
  columns: Asked[];
}

/** What a creation or an edit asks for: what steps fill, and what this person may not read, is not asked. */
export function askedOf({ record, words }: Declared, withheld: readonly string[]): Asked[] {
  const later = laterFields(record);
  return askedIn(
    record.fields,
    words,
    Object.keys(record.fields).filter((name) => !later.has(name) && !withheld.includes(name)),
  );
}

export const lineSetsOf = ({ record, words }: Declared): LineSet[] =>
  Object.entries(record.lines ?? {}).map(([name, shape]) => ({
    name,
    label: words.lines[name] ?? [name, name],
    columns: askedIn(shape, { ...words, evidence: {}, fields: {} }),
  }));

/** Confidential fields that these roles may neither read nor fill in. */
export function hiddenFrom({ record }: Declared, roles: readonly string[]): readonly string[] {
  const rule = record.permit.confidential;
  return rule && !rule.read.some((role) => roles.includes(role)) ? rule.fields : [];
}

/** A record as the controls of its form hold it. */
export const answersFrom = (asked: readonly Asked[], sets: readonly LineSet[], doc: AnyDoc, clock: Clock): Answers => ({
  ...Object.fromEntries(asked.map((field) => [field.name, answerOf(field, doc[field.name], clock)])),
  ...Object.fromEntries(
    sets.map(({ name, columns }) => [name, ((doc[name] ?? []) as Row[]).map((row) => rowFrom(columns, row, clock))]),
  ),
});

const rowFrom = (columns: readonly Asked[], row: Row, clock: Clock): Row => ({
  id: row['id'],
  ...Object.fromEntries(columns.map((column) => [column.name, answerOf(column, row[column.name], clock)])),
});

/** What is sent for the lines; with `before`, only the sets that were changed. Rows in which nothing was typed are left out. */
export function linesBody(sets: readonly LineSet[], answers: Answers, clock: Clock, before?: Answers): Record<string, unknown> {
  const body: Record<string, unknown> = {};
  for (const { name, columns } of sets) {
    if (before && JSON.stringify(answers[name] ?? []) === JSON.stringify(before[name] ?? [])) continue;
    body[name] = rowsIn(answers, name).flatMap((row) => {
      const sent = bodyOf(columns, row, clock);
      if (Object.values(sent).every((value) => value === null)) return [];
      return [row['id'] === undefined ? sent : { id: row['id'], ...sent }];
    });
  }
  return body;
}

const rowsIn = (answers: Answers, name: string): Row[] => (answers[name] as Row[] | undefined) ?? [];

/** What is wrong with each cell, by set and `row/column`: the server's findings, and until it was asked ours about what was typed. */
export function lineFaults(
  sets: readonly LineSet[],
  answers: Answers,
  clock: Clock,
  error: unknown,
  say: (pair: Pair) => string,
): Record<string, Record<string, string>> {
  const told = error instanceof Refusal ? ((error.problem['errors'] ?? []) as { pointer: string; detail: string }[]) : [];
  return Object.fromEntries(
    sets.map(({ name, columns }) => {
      const own = rowsIn(answers, name).flatMap((row, i) =>
        Object.entries(
          faultsIn(
            columns.filter((column) => row[column.name] !== undefined && row[column.name] !== ''),
            row,
            clock,
          ),
        ).map(([column, fault]) => [`${i}/${column}`, say(fault)]),
      );
      const theirs = told.flatMap(({ pointer, detail }) =>
        pointer.startsWith(`/${name}/`) ? [[pointer.slice(name.length + 2), detail]] : [],
      );
      return [name, Object.fromEntries([...own, ...theirs]) as Record<string, string>];
    }),
  );
}
