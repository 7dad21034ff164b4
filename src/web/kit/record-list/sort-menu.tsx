import { useSearchParams } from 'react-router';
import type { Declared } from '../../declared.ts';
import { useSay } from '../../preferences.tsx';
import { Icon } from '../icon.tsx';
import { Menu } from '../menu.tsx';
import { columnsOf, PROMISE, sortedBy, sortIn } from './question.ts';
import { listWords as w } from './words.ts';

/** Sorts rows where there is no head to click on: on a phone, and by columns that are not shown. */
export function SortMenu({ declared }: { declared: Declared }) {
  const say = useSay();
  const [params, setParams] = useSearchParams();
  const now = sortIn(params);
  const columns = columnsOf(declared).filter(({ field }) => field !== PROMISE);
  const by = columns.find(({ field }) => field === now.field);
  return (
    <Menu
      label={
        <>
          {say(w.sort)}: {by && say(by.name)} <Icon name={now.descending ? 'down' : 'up'} size={12} />
        </>
      }
      items={columns.map(({ field, name, sort }) => ({
        key: field,
        label: say(name),
        chosen: field === now.field,
        ...(field === now.field && { note: say(now.descending ? w.descending : w.ascending) }),
        run: () => setParams(sortedBy(params, field, sort.is), { replace: true }),
      }))}
    />
  );
}
