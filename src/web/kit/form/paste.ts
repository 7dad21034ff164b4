import type { Asked } from './fields.ts';

export type Row = Record<string, unknown>;

/** Cells as a spreadsheet puts them on the clipboard: tabs between columns, quotes around cells with line breaks. */
export function cellsOf(text: string): string[][] {
  const rows: string[][] = [[]];
  let cell = '';
  let quoted = false;
  const source = text.replace(/\r\n?/g, '\n').replace(/\n$/, '');
  for (let i = 0; i < source.length; i++) {
    const sign = source[i]!;
    if (quoted && sign === '"' && source[i + 1] === '"') {
      cell += '"';
      i++;
    } else if (sign === '"' && (quoted || cell === '')) quoted = !quoted;
    else if (!quoted && (sign === '\t' || sign === '\n')) {
      rows.at(-1)!.push(cell);
      cell = '';
      if (sign === '\n') rows.push([]);
    } else cell += sign;
  }
  rows.at(-1)!.push(cell);
  return rows;
}

/**
 * The rows after a table was pasted into a cell. A first row that names columns says where each belongs; otherwise they follow
 * on each other from that cell. Columns that point at other records are left as they are.
 */
export function pasteInto(
  rows: readonly Row[],
  columns: readonly Asked[],
  at: { row: number; column: string },
  text: string,
): Row[] {
  const cells = cellsOf(text);
  const named = cells[0]!.map((cell) => columns.find(({ label, name }) => [...label, name].includes(cell.trim())));
  const hasHead = cells.length > 1 && named.filter(Boolean).length >= Math.max(1, cells[0]!.length / 2);
  const writable = columns.filter(({ sort }) => sort.is !== 'ref');
  const start = Math.max(
    0,
    writable.findIndex(({ name }) => name === at.column),
  );
  const target = (i: number): Asked | undefined => (hasHead ? named[i] : writable[start + i]);
  const after = rows.map((row) => ({ ...row }));
  (hasHead ? cells.slice(1) : cells).forEach((line, r) => {
    const row = (after[at.row + r] ??= {});
    line.forEach((cell, i) => {
      const column = target(i);
      if (column && column.sort.is !== 'ref') row[column.name] = valueIn(column, cell.trim());
    });
  });
  return after;
}

function valueIn({ sort, choices }: Asked, cell: string): unknown {
  if (cell === '') return undefined;
  if (sort.is === 'choice') return sort.values.find((v) => v === cell || choices?.[v]?.includes(cell));
  if (sort.is === 'flag') return /^(是|yes|true|1|√|y)$/i.test(cell);
  if (sort.is === 'day')
    return cell.replace(
      /^(\d{4})[/.年](\d{1,2})[/.月](\d{1,2})日?$/,
      (_, y: string, m: string, d: string) => `${y}-${m.padStart(2, '0')}-${d.padStart(2, '0')}`,
    );
  return cell;
}
