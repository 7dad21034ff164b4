import { DatabaseError } from 'pg';
import { busy, type InputError, invalid, Problem } from '#kernel/problem';
import type { Kernel } from '#kernel/run/kernel';
import type { Kind } from '#kernel/run/kind';
import { asProblem, codeOf } from '#kernel/run/transaction';

/**
 * What an error of the database means to whoever asked, or the error itself where it means that the program is wrong. The
 * field is found through the constraint that was violated.
 */
export async function problemOf(error: unknown, kernel: Kernel): Promise<unknown> {
  if (error instanceof Problem) return error;
  if (!(error instanceof DatabaseError)) return NO_WAY.test(codeOf(error) ?? '') ? busy() : asProblem(error);
  const code = error.code ?? '';
  if (AWAY.test(code) || error.severity === 'FATAL') return busy(); // FATAL: it ended the connection, or let nobody in
  if (code === '23503')
    return invalid([
      { pointer: await pointerOf(error, kernel), detail: { zh: '没有这条记录。', en: 'There is no such record.' } },
    ]);
  if (code === '23505')
    return taken([
      {
        pointer: await pointerOf(error, kernel),
        detail: { zh: '已有相同的记录。', en: 'There is one with the same value already.' },
      },
    ]);
  if (WRONG_VALUE.test(code))
    return invalid([
      {
        pointer: await pointerOf(error, kernel),
        detail: { zh: '这个值超出了允许的范围。', en: 'This value is outside of what is allowed.' },
      },
    ]);
  return asProblem(error);
}

// The network to the database.
const NO_WAY = /^(?:E(?:TIMEDOUT|HOSTUNREACH|HOSTDOWN|NETUNREACH|NETDOWN|CONNABORTED)|EAI_AGAIN|ENOTFOUND)$/;
// Full disk or memory, cancelled or timed out, locked, read-only after a failover, shutting down, too many conflicts.
const AWAY = /^(?:53...|57P..|57014|55P03|25P0[34]|25006|40...|08...|58030)$/;
// Data exceptions, check and not-null violations. A date that does not exist and a number that does not fit are among the first.
const WRONG_VALUE = /^(?:22...|23514|23502)$/;

const taken = (errors: readonly InputError[]): Problem =>
  new Problem('taken', 422, { zh: '已有相同的记录。', en: 'There is such a record already.' }, { errors });

/** `/email`, `/lines/product`, or the empty pointer (the whole) where the constraint is not about one field of a record. */
async function pointerOf(error: DatabaseError, kernel: Kernel): Promise<string> {
  const { table, column, constraint } = error;
  if (table === undefined) return '';
  const place = placeOf(kernel, table);
  if (!place) return '';
  const definition = column ?? (constraint === undefined ? '' : await definitionOf(kernel, constraint, table));
  const words = new Set(definition.match(/\w+/g));
  const named = place.columns.find((c) => words.has(c.column));
  return named ? `${place.pointer}/${named.field}` : place.pointer;
}

function placeOf(kernel: Kernel, table: string): { pointer: string; columns: Kind['columns'] } | undefined {
  for (const kind of kernel.registry.kinds.values()) {
    if (kind.table === `"${table}"`) return { pointer: '', columns: kind.columns };
    const line = kind.lines.find((l) => l.table === `"${table}"`);
    if (line) return { pointer: `/${line.name}`, columns: line.columns };
  }
  return undefined;
}

/** What a constraint or unique index says, up to the table that it refers to. */
async function definitionOf(kernel: Kernel, constraint: string, table: string): Promise<string> {
  const { rows } = await kernel.pool.query<{ says: string }>(
    `select coalesce((select pg_get_constraintdef(oid) from pg_constraint where conname = $1 and conrelid = t.id), pg_get_indexdef(i.id)) as says
     from (select to_regclass(quote_ident($2))::oid as id) t left join (select oid as id from pg_class where relname = $1 and relkind = 'i') i on true`,
    [constraint, table],
  );
  const says = rows[0]?.says ?? '';
  return says.slice(says.indexOf('(')).replace(/ REFERENCES .*/, '');
}
