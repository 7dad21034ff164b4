import { Icon, type IconName } from '../../kit/icon.tsx';
import { type Standing, standingOf } from '../../kit/promise.tsx';
import { promiseWords } from '../../kit/words.ts';
import { useSay } from '../../preferences.tsx';
import { records } from '../../records.ts';
import type { Link } from './links.ts';
import { journeyWords as w } from './words.ts';

const WORST: readonly Standing[] = ['breached', 'soon', 'paused', 'open', 'late', 'kept', 'released'];
const ICONS: Partial<Record<Standing, IconName>> = {
  breached: 'alert',
  soon: 'clock',
  paused: 'pause',
  open: 'clock',
  late: 'alert',
  kept: 'check',
};

/** The chain at a glance: each sort of record that there is, how many, and how its promises stand at worst. */
export function Stages({ links }: { links: readonly Link[] }) {
  const say = useSay();
  const stages = records.flatMap((declared) => {
    const own = links.filter(({ record }) => record === declared.record.name);
    return own.length > 0 ? [{ declared, own }] : [];
  });
  return (
    <ol className="stages" aria-label={say(w.stages)}>
      {stages.map(({ declared: { record, words }, own }) => {
        const standings = own.flatMap(({ promises }) => promises.map((promise) => standingOf(promise, Date.now())));
        const worst = WORST.find((standing) => standings.includes(standing)) ?? null;
        const ended = own.every(({ state }) => record.final.includes(state));
        return (
          <li key={record.name}>
            <a href={`#${own[0]!.id}`} className={worst ?? ''}>
              <Icon
                name={ended && worst !== 'breached' && worst !== 'late' ? 'check' : ((worst && ICONS[worst]) ?? 'dash')}
                size={14}
              />{' '}
              {say(words.name)} {own.length > 1 && <small>×{own.length}</small>}
              <small className="quiet">{wordOf(worst, ended)}</small>
            </a>
          </li>
        );
      })}
    </ol>
  );

  function wordOf(worst: Standing | null, ended: boolean): string {
    const { outcomes, dueSoon, keptLate, paused } = promiseWords;
    if (worst === 'soon') return say(dueSoon);
    if (worst === 'late') return say(keptLate);
    if (worst === 'paused') return say(paused);
    if (worst === null) return say(ended ? w.ended : w.open);
    return say(outcomes[worst] ?? w.open);
  }
}
