import type { Declared } from '../../declared.ts';
import { useSay } from '../../preferences.tsx';
import { sortOf } from '../../registry.ts';
import { Value } from '../value.tsx';
import { pageWords as w } from './words.ts';

type Row = Record<string, unknown> & { id?: string };

/** What became of a set of lines: rows that came, rows that went, and in those that stayed the cells that are not as they were. */
export function LineChanges({
  declared,
  set,
  before,
  after,
}: {
  declared: Declared;
  set: string;
  before: readonly unknown[];
  after: readonly unknown[];
}) {
  const say = useSay();
  const { record, words } = declared;
  const shape = record.lines?.[set] ?? {};
  const changes = changedRows(before as Row[], after as Row[]);
  const columns = Object.keys(shape).filter((column) =>
    changes.some(({ row, was }) => given(row[column]) || given(was?.[column])),
  );
  const cell = (column: string, value: unknown) => (
    <Value sort={sortOf(shape[column]!)} value={value} choices={words.choices[column]} linked={false} />
  );
  if (changes.length === 0) return null;
  return (
    <div className="scroll">
      <table className="line-changes">
        <caption>{say(words.lines[set] ?? [set, set])}</caption>
        <thead>
          <tr>
            <th>
              <span className="visually-hidden">{say(w.changes)}</span>
            </th>
            {columns.map((column) => (
              <th key={column}>{say(words.columns[column] ?? [column, column])}</th>
            ))}
          </tr>
        </thead>
        <tbody>
          {changes.map(({ kind, row, was }, i) => (
            <tr key={row.id ?? i} className={kind}>
              <td>{say(w.lineKinds[kind])}</td>
              {columns.map((column) => (
                <td key={column}>
                  {kind === 'gone' ? (
                    <del>{cell(column, row[column])}</del>
                  ) : was && !same(was[column], row[column]) ? (
                    <>
                      {given(was[column]) && <del>{cell(column, was[column])}</del>} <ins>{cell(column, row[column])}</ins>
                    </>
                  ) : (
                    given(row[column]) && cell(column, row[column])
                  )}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

export interface RowChange {
  kind: 'come' | 'gone' | 'changed';
  row: Row;
  /** As it was before, where it stayed. */
  was: Row | null;
}

/** Rows that differ, told apart by their ids, in the order in which they stand now; those that are gone come last. */
export function changedRows(before: readonly Row[], after: readonly Row[]): RowChange[] {
  const known = new Map(before.map((row) => [row.id, row]));
  const now = new Set(after.map(({ id }) => id));
  return [
    ...after.flatMap((row): RowChange[] => {
      const was = row.id === undefined ? undefined : known.get(row.id);
      if (!was) return [{ kind: 'come', row, was: null }];
      return same(was, row) ? [] : [{ kind: 'changed', row, was }];
    }),
    ...before.filter(({ id }) => !now.has(id)).map((row): RowChange => ({ kind: 'gone', row, was: null })),
  ];
}

const given = (value: unknown): boolean => value !== null && value !== undefined && value !== '';
const same = (a: unknown, b: unknown): boolean => JSON.stringify(a ?? null) === JSON.stringify(b ?? null);
