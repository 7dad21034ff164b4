import type { Commitment, StandingCommitment } from '../api/routes.ts';
import { type Format, useFormat } from '../company.ts';
import { useSay } from '../preferences.tsx';
import { runsOnWorkingTime } from '../registry.ts';
import { Icon, type IconName } from './icon.tsx';
import { promiseWords as w } from './words.ts';

type Owed = Pick<StandingCommitment, 'control' | 'dueAt' | 'remainingMs' | 'paused'> & {
  outcome: Commitment['outcome'];
  settledAt?: string | null;
  openedAt: string;
};

/** How a promise stands, for colour, shape and word alike. */
export type Standing = 'kept' | 'late' | 'released' | 'breached' | 'paused' | 'soon' | 'open';

const SOON_MS = 4 * 3_600_000; // and at most a quarter of the whole time

/** @param now epoch milliseconds. */
export function standingOf(owed: Owed, now: number): Standing {
  if (owed.outcome === 'kept') return 'kept';
  if (owed.outcome === 'released') return 'released';
  if (owed.outcome === 'breached') return owed.settledAt ? 'late' : 'breached';
  if (owed.paused) return 'paused';
  if (owed.dueAt === null) return 'open';
  const due = Date.parse(owed.dueAt);
  if (due <= now) return 'breached';
  const whole = due - Date.parse(owed.openedAt);
  return due - now <= Math.max(SOON_MS, whole / 4) ? 'soon' : 'open';
}

const ICONS: Record<Standing, IconName> = {
  kept: 'check',
  late: 'alert',
  released: 'dash',
  breached: 'alert',
  paused: 'pause',
  soon: 'clock',
  open: 'clock',
};

/** How much is left, or by how much it is late, in words. */
export function leftPair(owed: Owed, now: number, format: Format) {
  if (owed.paused) return w.paused;
  if (owed.dueAt === null) return w.noDate;
  const over = now - Date.parse(owed.dueAt);
  if (over >= 0) return w.over(format.duration(over));
  if (owed.remainingMs === null) return w.left(format.duration(-over));
  // A working clock has less to run than the clock on the wall, as soon as there is a night in between.
  const working = runsOnWorkingTime(owed.control) ?? -over - owed.remainingMs > 60_000;
  return working ? w.leftWorking(format.duration(owed.remainingMs, false)) : w.left(format.duration(owed.remainingMs));
}

/** The mark of a promise: shape, word, and what is left. */
export function PromiseMark({ owed, short = false }: { owed: Owed; short?: boolean }) {
  const say = useSay();
  const format = useFormat();
  const now = Date.now();
  const standing = standingOf(owed, now);
  const settled = standing === 'kept' || standing === 'released' || standing === 'late';
  const word = settled ? say(standing === 'late' ? w.keptLate : w.outcomes[owed.outcome]!) : say(leftPair(owed, now, format));
  return (
    <span className={`mark ${standing}`} title={owed.dueAt ? `${format.instant(owed.dueAt)} ${say(w.due)}` : undefined}>
      <Icon name={ICONS[standing]} size={14} />
      {standing === 'breached' && !short && <strong>{say(w.outcomes['breached']!)}</strong>} {word}
    </span>
  );
}

/** The promise that comes next: the one that is due first, broken ones before the others. */
export function nextOf<T extends Owed>(standing: readonly T[]): T | undefined {
  const key = (c: T) => (c.dueAt === null || c.paused ? Number.POSITIVE_INFINITY : Date.parse(c.dueAt));
  return [...standing].sort((a, b) => key(a) - key(b))[0];
}
