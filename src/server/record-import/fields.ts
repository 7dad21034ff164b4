import { z } from 'zod';
import { bare } from '#kernel/declare/fields';
import type { Pair } from '#kernel/declare/words';
import type { Column } from '#kernel/run/columns';
import type { Kind } from '#kernel/run/kind';

/** A field of a record, or of one of its lines, that a column of a sheet can fill. */
export interface ImportField {
  /** `name`, or `items.quantity` of a line. */
  key: string;
  /** The set of lines that it belongs to; null: the record itself. */
  lines: string | null;
  column: Column;
  name: Pair;
  /** Whether a record cannot do without it. */
  required: boolean;
  choices: Record<string, Pair> | undefined;
}

/** What a sheet can say about a kind: its own fields and those of its lines, but what only steps fill. */
export function importFields(kind: Kind): ImportField[] {
  const { record, words } = kind;
  const own = kind.columns
    .filter(({ field, sql }) => !kind.later.has(field) && sql !== 'jsonb')
    .map(
      (column): ImportField => ({
        key: column.field,
        lines: null,
        column,
        name: words.fields[column.field] ?? [column.field, column.field],
        required: isRequired(record.fields[column.field]!),
        choices: words.choices[column.field],
      }),
    );
  const ofLines = kind.lines.flatMap(({ name, columns }) =>
    columns
      .filter(({ sql }) => sql !== 'jsonb')
      .map(
        (column): ImportField => ({
          key: `${name}.${column.field}`,
          lines: name,
          column,
          name: lineName(words.lines[name], words.columns[column.field], column.field),
          required: false,
          choices: words.choices[column.field],
        }),
      ),
  );
  return [...own, ...ofLines];
}

const isRequired = (schema: z.ZodType): boolean => !bare(schema).nullable && !(schema instanceof z.ZodDefault);

/** `订单行：数量` / `Items: quantity`. */
const lineName = (lines: Pair | undefined, column: Pair | undefined, field: string): Pair => [
  `${lines?.[0] ?? ''}：${column?.[0] ?? field}`,
  `${lines?.[1] ?? ''}: ${column?.[1] ?? field}`,
];
