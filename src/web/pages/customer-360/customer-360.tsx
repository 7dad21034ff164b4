import { useParams } from 'react-router';
import { customer } from '#domain/accounts/customer/customer';
import { useRecordView } from '../../api/records.ts';
import { NoSuchPage } from '../../kit/no-such-page.tsx';
import { StateMark } from '../../kit/state-mark.tsx';
import { ProblemNote, Skeleton } from '../../kit/told.tsx';
import { useSay } from '../../preferences.tsx';
import { recordNamed } from '../../registry.ts';
import { useCrumbs } from '../../shell/crumbs.tsx';
import { severalOf } from '../../shell/navigation.tsx';
import { Contacts } from './contacts.tsx';
import './customer-360.css';
import { Measures } from './measures.tsx';
import { Owed, Waiting } from './owed.tsx';
import { Timeline } from './timeline.tsx';
import { customerWords as w } from './words.ts';

/** Only customers have such a page. */
export default function CustomerRoute() {
  const { plural, id = '' } = useParams();
  return plural === customer.plural ? <Customer360 key={id} id={id} /> : <NoSuchPage />;
}

/** One customer whole: all dealings in one line, what is open on both sides, how promises were kept, whom to call. */
function Customer360({ id }: { id: string }) {
  const say = useSay();
  const declared = recordNamed(customer.name)!;
  const { data: view, error, refetch } = useRecordView(declared.record, id);
  const name = typeof view?.record['name'] === 'string' ? view.record['name'] : '…';
  useCrumbs([
    { name: say(severalOf(declared)), to: `/${customer.plural}` },
    { name, to: `/${customer.plural}/${id}` },
    { name: say(w.title) },
  ]);
  if (!view) return error ? <ProblemNote error={error} onRetry={() => void refetch()} /> : <Skeleton lines={8} />;
  return (
    <article className="customer-360">
      <div className="page-head">
        <h1>{name}</h1>
        <StateMark declared={declared} state={view.record.state} />
        <p className="quiet">{say(w.about)}</p>
      </div>
      <div className="customer-columns">
        <div className="customer-open">
          <Owed id={id} />
          <Waiting id={id} />
          <Measures id={id} />
          <Contacts id={id} />
        </div>
        <Timeline id={id} />
      </div>
    </article>
  );
}
