import { Link } from 'react-router';
import { useSay } from '../preferences.tsx';
import { shellWords as w } from '../shell/words.ts';
import { Empty } from './told.tsx';

export function NoSuchPage() {
  const say = useSay();
  return (
    <Empty title={say(w.noSuchPage)}>
      <Link to="/workbench">{say(w.toWorkbench)}</Link>
    </Empty>
  );
}
