import { type Bilingual, invalid } from '#kernel/problem';
import type { Deed } from '#kernel/run/scene';
import { systemActor } from '#kernel/run/tx';

const LATER: Bilingual = { zh: '此项在后续步骤中填写。', en: 'This is filled in by a later step.' };

/**
 * Refuses deeds (creations, edits) that fill in what a later step is there to say; the system itself may.
 * @throws Problem invalid, with a pointer to every such field.
 */
export function refuseTooEarly<D extends object>(
  deeds: readonly Pick<Deed<D>, 'record' | 'before' | 'actor'>[],
  fields: readonly (keyof D & string)[],
  detail: Bilingual = LATER,
): void {
  const mine = deeds.filter(({ actor }) => actor.id !== systemActor.id);
  // Null, no and zero are what these fields are before anybody fills them in.
  const given = fields.filter((field) =>
    mine.some(({ record, before }) => Boolean(record[field]) && record[field] !== before?.[field]),
  );
  if (given.length > 0) throw invalid(given.map((field) => ({ pointer: `/${field}`, detail })));
}
