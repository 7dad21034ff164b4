import { useState } from 'react';
import type { ListView } from '../../api/routes.ts';
import type { Declared } from '../../declared.ts';
import { keep, recall } from '../../preferences.tsx';
import { columnsOf, standardColumns } from './question.ts';

/** Which columns a list shows, in which order and how wide (px). Columns without a width are as wide as what is in them. */
export interface Layout {
  columns: readonly string[];
  widths: Readonly<Record<string, number>>;
}

export interface LayoutChoice {
  layout: Layout;
  /** Whether it is other than the view's, or than what is usual. */
  changed: boolean;
  choose: (layout: Layout) => void;
  /** Back to the view's own, or to what is usual. */
  reset: () => void;
}

/** How this person wants this list, or this view of it, on this device. */
export function useLayout(declared: Declared, view: ListView | undefined): LayoutChoice {
  const place = `lvyue.layout.${declared.record.name}${view ? `.${view.id}` : ''}`;
  const [own, setOwn] = useState<{ place: string; layout: Layout | null }>(() => ({ place, layout: kept(place) }));
  const mine = own.place === place ? own.layout : kept(place);
  const given: Layout = view ?? { columns: standardColumns(declared), widths: {} };
  const known = new Set(columnsOf(declared).map(({ field }) => field));
  const { columns, widths } = mine ?? given;
  return {
    layout: { columns: columns.filter((field) => known.has(field)), widths },
    changed: mine !== null && JSON.stringify([mine.columns, mine.widths]) !== JSON.stringify([given.columns, given.widths]),
    choose(layout) {
      keep(place, layout);
      setOwn({ place, layout });
    },
    reset() {
      keep(place, undefined);
      setOwn({ place, layout: null });
    },
  };
}

function kept(place: string): Layout | null {
  const found = recall(place) as Partial<Layout> | null;
  return found && Array.isArray(found.columns) ? { columns: found.columns, widths: found.widths ?? {} } : null;
}
