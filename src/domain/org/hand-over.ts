import type { Declared } from '#kernel/declare/record';
import { quoted, snake, tableOf } from '#kernel/run/columns';
import { on, type Reaction } from '#kernel/run/kind';
import type { Deed } from '#kernel/run/scene';
import { systemActor } from '#kernel/run/tx';
import { employee } from './employee/employee.ts';

/** Who takes over from whoever hands over (an employee's id). */
export const successorOf = ({ evidence }: Deed<unknown>): string => evidence['successor'] as string;

/**
 * What follows for a record when the person whom one of its fields names hands over: in these states it names the successor instead, with
 * an entry in its journal; promises that the person owed are the successor's.
 */
export const handedOver = <R extends Declared & { name: string }>(
  record: R,
  field: keyof R['fields'] & string,
  open: readonly R['states'][number][],
): Reaction =>
  on(employee, 'hand_over', async (tx, deeds) => {
    const byPerson = new Map(deeds.map((deed) => [deed.record.id, deed]));
    const column = quoted(snake(field));
    const rows = await tx.query<{ id: string; person: string }>(
      `select id, ${column} as person from ${quoted(tableOf(record))} where ${column} = any($1::uuid[]) and state = any($2::text[]) order by id for update`,
      [[...byPerson.keys()], open],
    );
    const items = rows.map(({ id, person }) => {
      const deed = byPerson.get(person)!;
      return { id, at: deed.at, evidence: { [field]: successorOf(deed) } as never };
    });
    await tx.as(systemActor).edit(record, items);
  });
