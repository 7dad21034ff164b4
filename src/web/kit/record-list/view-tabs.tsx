import { useState } from 'react';
import { Link, useNavigate, useSearchParams } from 'react-router';
import type { ListView } from '../../api/routes.ts';
import type { Declared } from '../../declared.ts';
import { useSay } from '../../preferences.tsx';
import { useTellDone } from '../../shell/said.tsx';
import { Icon } from '../icon.tsx';
import { Menu } from '../menu.tsx';
import { ProblemNote } from '../told.tsx';
import type { LayoutChoice } from './layout.ts';
import { viewIn } from './question.ts';
import { ViewDialog } from './view-dialog.tsx';
import { addressOf, keptOf, SAVED, useViewDeeds } from './views.ts';
import { listWords as w } from './words.ts';

interface TabsProps {
  declared: Declared;
  views: readonly ListView[];
  /** The view that the list was opened with. */
  saved: ListView | undefined;
  layout: LayoutChoice;
}

/** Open, ended, all: the first thing that one asks of a list; then the views that somebody has kept. */
export function ViewTabs({ declared, views, saved, layout }: TabsProps) {
  const say = useSay();
  const { record } = declared;
  const [params] = useSearchParams();
  const stateView = saved || params.has('filter[state]') ? null : viewIn(record, params);
  const to = (name: string) => {
    const after = new URLSearchParams(saved ? [] : [...params]);
    after.delete('filter[state]');
    after.delete(SAVED);
    after.set('view', name);
    return `?${after.toString()}`;
  };
  return (
    <div className="view-tabs">
      <nav className="tabs" aria-label={say(w.viewsName)}>
        {(record.final.length === 0 ? (['all'] as const) : (['open', 'done', 'all'] as const)).map((name) => (
          <Link key={name} to={to(name)} replace aria-current={stateView === name ? 'page' : undefined}>
            {say(w.views[name]!)}
          </Link>
        ))}
        {views.map((view) => (
          <Link
            key={view.id}
            to={`?${addressOf(view)}`}
            aria-current={view === saved ? 'page' : undefined}
            title={view.mine ? undefined : say(w.viewBy(view.ownerName))}
          >
            {!view.mine && <Icon name="person" size={12} />} {view.name}
          </Link>
        ))}
      </nav>
      <ViewMenu declared={declared} saved={saved} layout={layout} />
    </div>
  );
}

/** What can be done with the view that is open: keep its changes, undo them, keep it under another name, share or forget it. */
function ViewMenu({ declared, saved, layout }: Omit<TabsProps, 'views'>) {
  const say = useSay();
  const tell = useTellDone();
  const navigate = useNavigate();
  const [params] = useSearchParams();
  const deeds = useViewDeeds(declared.record);
  const [dialog, setDialog] = useState<'new' | 'edit' | null>(null);
  const [error, setError] = useState<unknown>(null);
  const query = keptOf(params);
  const changed = saved !== undefined && (layout.changed || query !== keptOf(new URLSearchParams(saved.query)));
  const save = async (view: ListView): Promise<void> => {
    const { columns, widths } = layout.layout;
    await deeds.change(view, { query, columns: [...columns], widths: { ...widths } }).then(
      () => {
        layout.reset();
        setError(null);
        tell(say(w.viewKept));
      },
      (problem: unknown) => setError(problem),
    );
  };
  const items = [
    ...(changed && saved.mine ? [{ key: 'save', label: say(w.viewSave), run: () => void save(saved) }] : []),
    ...(changed
      ? [
          {
            key: 'revert',
            label: say(w.viewRevert),
            run: () => {
              layout.reset();
              void navigate(`?${addressOf(saved)}`, { replace: true });
            },
          },
        ]
      : []),
    { key: 'new', label: say(w.viewSaveAs), run: () => setDialog('new') },
    ...(saved?.mine ? [{ key: 'edit', label: say(w.viewEdit), run: () => setDialog('edit') }] : []),
  ];
  return (
    <>
      {changed && <span className="quiet view-changed">{say(w.viewChanged)}</span>}
      <Menu align="right" label={<Icon name="more" size={18} />} name={say(w.viewMenu)} className="plain square" items={items} />
      {error !== null && <ProblemNote error={error} />}
      {dialog !== null && (
        <ViewDialog
          declared={declared}
          {...(dialog === 'edit' && saved && { view: saved })}
          question={{ query, columns: [...layout.layout.columns], widths: { ...layout.layout.widths } }}
          onClose={() => setDialog(null)}
          onKept={(view) => {
            setDialog(null);
            if (dialog === 'new') layout.reset();
            if (view) void navigate(`?${dialog === 'new' ? addressOf(view) : params.toString()}`, { replace: true });
            else void navigate(`?view=${viewIn(declared.record, params)}`, { replace: true });
          }}
        />
      )}
    </>
  );
}
