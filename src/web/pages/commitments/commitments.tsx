import { useState } from 'react';
import { useSearchParams } from 'react-router';
import { queryText } from '../../api/client.ts';
import { download } from '../../api/download.ts';
import { useFormat } from '../../company.ts';
import { Menu } from '../../kit/menu.tsx';
import { ClockDialog } from '../../kit/record-page/clock-dialog.tsx';
import '../../kit/record-page/record.css';
import { ProblemNote } from '../../kit/told.tsx';
import { useSay } from '../../preferences.tsx';
import { useApi } from '../../session.tsx';
import { useCrumbs } from '../../shell/crumbs.tsx';
import { Board } from './board.tsx';
import { Calendar } from './calendar.tsx';
import { Choice } from './choice.tsx';
import './commitments.css';
import { Conditions } from './conditions.tsx';
import { PromiseList } from './list.tsx';
import { LAYOUTS, OUTCOMES, type Question, questionIn } from './question.ts';
import { commitmentWords as w } from './words.ts';

/** Promises across all records, as a list, a board or a calendar. The address says all of it, the promise that is open too. */
export default function Commitments() {
  const say = useSay();
  const format = useFormat();
  const [params, setParams] = useSearchParams();
  const layout = LAYOUTS.find((name) => name === params.get('as')) ?? 'list';
  const question = questionIn(params, format.fromLocal);
  const opened = params.get('promise');
  const open = (id: string | null) => {
    const after = new URLSearchParams(params);
    if (id === null) after.delete('promise');
    else after.set('promise', id);
    setParams(after, { replace: true });
  };
  useCrumbs([{ name: say(w.title) }]);
  return (
    <>
      <div className="page-head">
        <h1>{say(w.title)}</h1>
        <p className="quiet">{say(w.about)}</p>
        <span className="row">
          <Choice name="as" label={say(w.layout)} values={LAYOUTS} words={w.layouts} chosen={layout} />
          <Export question={question} />
        </span>
      </div>
      {layout !== 'board' && (
        <Choice
          name="outcome"
          label={say(w.title)}
          values={OUTCOMES}
          words={w.views}
          chosen={params.get('outcome') ?? (layout === 'calendar' ? 'all' : 'standing')}
        />
      )}
      <Conditions dates={layout === 'list'} />
      {layout === 'list' && <PromiseList question={question} onOpen={open} />}
      {layout === 'board' && <Board onOpen={open} />}
      {layout === 'calendar' && <Calendar onOpen={open} />}
      {opened !== null && <ClockDialog key={opened} id={opened} onClose={() => open(null)} />}
    </>
  );
}

function Export({ question }: { question: Question }) {
  const say = useSay();
  const api = useApi();
  const [error, setError] = useState<unknown>(null);
  const take = (format: string) => {
    setError(null);
    download
      .from(`/api/commitments/export${queryText({ ...question, format })}`, `${say(w.title)}.${format}`, api.locale)
      .catch(setError);
  };
  return (
    <>
      <Menu
        align="right"
        className=""
        label={say(w.export)}
        items={['xlsx', 'csv'].map((format) => ({ key: format, label: say(w.exports[format]!), run: () => take(format) }))}
      />
      <ProblemNote error={error} />
    </>
  );
}
