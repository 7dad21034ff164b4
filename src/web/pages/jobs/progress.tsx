import type { LongWork } from '../../api/routes.ts';
import { Icon, type IconName } from '../../kit/icon.tsx';
import { grouped } from '../../language/format.ts';
import { useSay } from '../../preferences.tsx';
import { jobWords as w } from './words.ts';

/** How often the page looks how far it is, in ms. */
export const LOOK_MS = 1000;

export const isUnderWay = ({ state }: Pick<LongWork, 'state'>): boolean => state === 'waiting' || state === 'running';

const MARKS: Record<LongWork['state'], { icon: IconName; tone: string }> = {
  prepared: { icon: 'dash', tone: '' },
  waiting: { icon: 'clock', tone: 'paused' },
  running: { icon: 'clock', tone: 'soon' },
  done: { icon: 'check', tone: 'kept' },
  failed: { icon: 'alert', tone: 'breached' },
  cancelled: { icon: 'cross', tone: '' },
};

/** How far long work is, and what came of it. */
export function Progress({ work }: { work: LongWork }) {
  const say = useSay();
  const { state, done, total, counts, problem } = work;
  const { icon, tone } = MARKS[state];
  const said = [
    ...(done > 0 || total
      ? [say(total === null ? w.rowsDone(grouped(String(done))) : w.progress(grouped(String(done)), grouped(String(total))))]
      : []),
    ...Object.entries(w.counts).flatMap(([name, word]) => {
      const count = counts[name] ?? 0;
      return count > 0 ? [`${grouped(String(count))} ${say(name === 'good' && work.asked.dryRun ? w.canBring : word)}`] : [];
    }),
    ...(counts['leftOut'] ? [say(w.leftOut)] : []),
  ];
  return (
    <div className="progress" role="status">
      <span className={`mark ${tone}`}>
        <Icon name={icon} size={14} /> {say(w.states[state]!)}
      </span>
      {state === 'running' && (
        <progress max={total ?? undefined} value={total === null ? undefined : done} aria-label={say(w.states[state]!)} />
      )}
      {said.length > 0 && <span>{said.join(' · ')}</span>}
      {problem !== null && <p className="fault">{problem}</p>}
    </div>
  );
}
