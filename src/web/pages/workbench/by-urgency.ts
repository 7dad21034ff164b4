import type { Commitment } from '../../api/routes.ts';

export type Urgency = 'overdue' | 'today' | 'week' | 'later' | 'undated';

/** From the most urgent on. */
export const URGENCIES: readonly Urgency[] = ['overdue', 'today', 'week', 'later', 'undated'];

/** How days are counted in the company's zone. */
interface Days {
  today: () => string;
  local: (iso: string) => string;
}

/** Promises by when they are due: today, within seven days, later. Groups without any are left out. `now` in epoch milliseconds. */
export function byUrgency(items: readonly Commitment[], now: number, days: Days): { name: Urgency; items: Commitment[] }[] {
  const today = days.today();
  const soon = daysAfter(today, 7);
  const of = ({ dueAt, paused, outcome }: Commitment): Urgency => {
    if (outcome === 'breached') return 'overdue';
    if (dueAt === null || paused) return 'undated';
    if (Date.parse(dueAt) <= now) return 'overdue';
    const day = days.local(dueAt).slice(0, 10);
    return day <= today ? 'today' : day <= soon ? 'week' : 'later';
  };
  return URGENCIES.map((name) => ({ name, items: items.filter((item) => of(item) === name) })).filter(
    (group) => group.items.length > 0,
  );
}

const daysAfter = (day: string, days: number): string =>
  new Date(Date.parse(`${day}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10);
