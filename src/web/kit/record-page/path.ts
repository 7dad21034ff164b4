import { type AnyRecord, froms } from '#kernel/declare/record';

/** Whether a record goes through a life with promises on the way; a customer or a product simply is. */
export const hasLife = (record: AnyRecord): boolean => Object.keys(record.deadlines).length > 0;

/**
 * The way of a record through its states: from the first, through where it stands, to the end that a good life has (the first
 * of its final states that can be reached). Easiest ways, by the declared steps.
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

/** The easiest way from one state to another; null when there is none. */
function wayBetween(record: AnyRecord, from: string, to: string): string[] | null {
  const ways = [{ states: [from], cost: 0 }];
  const settled = new Set<string>();
  for (let way = ways.shift(); way; way = ways.shift()) {
    const { states, cost } = way;
    const at = states.at(-1)!;
    if (at === to) return states;
    if (settled.has(at)) continue;
    settled.add(at);
    for (const step of Object.values(record.lifecycle))
      if (froms(step).includes(at)) ways.push({ states: [...states, step.to], cost: cost + costOf(step) });
    ways.sort((a, b) => a.cost - b.cost);
  }
  return null;
}

// What only the system does, such as noting a delay, mostly leads aside: it is gone through where nothing else leads on.
const costOf = ({ by }: AnyRecord['lifecycle'][string]): number => (by.every((role) => role === 'system') ? DETOUR : 1);

const DETOUR = 10; // more than any life has states in a row
