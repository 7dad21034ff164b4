import type { Bilingual } from '#kernel/problem';
import { FIELDS, type FieldOf, type TableName } from './mapping/mapping.ts';
import type { Joined } from './stage.ts';

/** Tells of a fault in a row that is being read: in which table and field, and whether the row is loaded all the same. */
export type Note = (table: TableName, field: string, row: Joined, reason: Bilingual, loaded: boolean) => void;

const places = Object.fromEntries(
  Object.entries(FIELDS).map(([table, fields]) => [table, Object.fromEntries(fields.map((field, i) => [field, i]))]),
) as {
  [T in TableName]: Record<FieldOf<T>, number>;
};

/** What a staged row says in a field; empty where the mapping has no column for it. */
export const cellOf = <T extends TableName>(table: T, field: FieldOf<T>, row: Joined): string =>
  row[1][places[table][field]] ?? '';

/** Where a field stands among the staged cells of a table. */
export const placeOf = <T extends TableName>(table: T, field: FieldOf<T>): number => places[table][field];
