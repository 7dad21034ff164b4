import { type AnyRecord, froms } from '#kernel/declare/record';

/** Whether a record goes through a life with promises on the way; a customer or a product simply is. */
export const hasLife = (record: AnyRecord): boolean => Object.keys(record.deadlines).length > 0;

/**
 * The way of a record through its states: from the first, through where it stands, to the end that a good life has (the first
 * of its final states that can be reached). Shortest ways, by the declared steps.
 */
export function pathOfLife(record: AnyRecord, state: string): { state: string; when: 'past' | 'now' | 'ahead' }[] {
  const behind = wayBetween(record, record.states[0], state) ?? [state];
  const ends = record.final.includes(state) ? [] : record.final;
  const ahead = ends.map((end) => wayBetween(record, state, end)).find((way) => way !== null) ?? [state];
  return [
    ...behind.slice(0, -1).map((s) => ({ state: s, when: 'past' as const })),
    { state, when: 'now' as const },
    ...ahead.slice(1).map((s) => ({ state: s, when: 'ahead' as const })),
  ];
}

/** The fewest steps from one state to another; null when there is no way. */
function wayBetween(record: AnyRecord, from: string, to: string): string[] | null {
  const ways: string[][] = [[from]];
  const seen = new Set([from]);
  for (const way of ways) {
    const at = way.at(-1)!;
    if (at === to) return way;
    for (const step of Object.values(record.lifecycle)) {
      if (!froms(step).includes(at) || seen.has(step.to)) continue;
      seen.add(step.to);
      ways.push([...way, step.to]); // the loop goes on with what is added: nearest first
    }
  }
  return null;
}
