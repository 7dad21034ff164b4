import { NavLink } from 'react-router';
import type { Pair } from '#kernel/declare/words';
import type { Declared } from '../declared.ts';
import { useSay } from '../preferences.tsx';
import { records } from '../records.ts';
import { mayRead } from '../registry.ts';
import { useMe } from '../session.tsx';
import { moduleWords, shellWords as w } from './words.ts';

export interface Place {
  to: string;
  name: Pair;
}

/** Where one can go: own pages, then the records that one may see, module by module in the order of a customer's journey. */
export function placesFor(roles: readonly string[]): { name: Pair | null; places: Place[] }[] {
  const groups = new Map<string, Place[]>(Object.keys(moduleWords).map((module) => [module, []]));
  groups.get('governance')!.push({ to: '/clauses', name: w.clauses }, { to: '/kpi', name: w.kpi });
  for (const declared of records.filter(({ record }) => mayRead(record, roles) && record.plural !== 'settings'))
    groups.get(declared.module)?.push({ to: `/${declared.record.plural}`, name: severalOf(declared) });
  groups.get('org')!.push({ to: '/settings', name: w.settings });
  if (ADMINISTERS.some((role) => roles.includes(role)))
    groups.get('org')!.push({ to: '/administration', name: w.administration });
  return [
    {
      name: null,
      places: [
        { to: '/workbench', name: w.workbench },
        { to: '/commitments', name: w.commitments },
        { to: '/approvals', name: w.approvals },
        { to: '/long-work', name: w.longWork },
        { to: '/news', name: w.news },
      ],
    },
    ...[...groups].filter(([, places]) => places.length > 0).map(([module, places]) => ({ name: moduleWords[module]!, places })),
  ];
}

/** Who keeps people, calendars and the system; others find its open pages by their address. */
const ADMINISTERS = ['admin', 'hr', 'general_manager', 'management', 'supervisor'];

/** What several records are called: Chinese has no plural. */
export const severalOf = ({ words }: Declared): Pair => [words.name[0], plural(words.name[1])];

const plural = (word: string): string =>
  word.endsWith('sis')
    ? `${word.slice(0, -2)}es`
    : /[^aeiou]y$/.test(word)
      ? `${word.slice(0, -1)}ies`
      : /(s|x|ch|sh)$/.test(word)
        ? `${word}es`
        : `${word}s`;

export function Navigation({ onGo }: { onGo?: () => void }) {
  const say = useSay();
  const { roles } = useMe();
  return (
    <nav className="navigation" aria-label={say(w.navigation)}>
      {placesFor(roles).map(({ name, places }) => (
        <section key={name?.[1] ?? ''}>
          {name && <h2>{say(name)}</h2>}
          <ul>
            {places.map(({ to, name }) => (
              <li key={to}>
                <NavLink to={to} {...(onGo && { onClick: onGo })}>
                  {say(name)}
                </NavLink>
              </li>
            ))}
          </ul>
        </section>
      ))}
    </nav>
  );
}
