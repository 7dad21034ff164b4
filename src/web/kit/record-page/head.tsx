import type { RecordView } from '../../api/records.ts';
import { useFormat } from '../../company.ts';
import type { Declared } from '../../declared.ts';
import { useSay } from '../../preferences.tsx';
import { nextOf, PromiseMark } from '../promise.tsx';
import { StateMark } from '../state-mark.tsx';
import { fieldOf, Value } from '../value.tsx';
import { promiseWords } from '../words.ts';
import { hasLife, pathOfLife } from './path.ts';
import { pageWords as w } from './words.ts';

/** What it is, where it stands, and the promise that comes next. */
export function Head({ declared, view }: { declared: Declared; view: RecordView }) {
  const say = useSay();
  const format = useFormat();
  const { record, words } = declared;
  const doc = view.record;
  const next = nextOf(view.commitments);
  const title = fieldOf(declared, record.title);
  return (
    <header className="record-head">
      <p className="quiet">
        {say(words.name)} <span className="number">{doc.number}</span>
      </p>
      <h1>
        {doc[record.title] === null ? (
          <>
            {say(words.name)} <span className="number">{doc.number}</span>
          </>
        ) : (
          <Value
            sort={{ ...title.sort, long: false } as typeof title.sort}
            value={doc[record.title]}
            choices={title.choices}
            linked={false}
          />
        )}{' '}
        <StateMark declared={declared} state={doc.state} />
      </h1>
      {hasLife(record) && (
        <p className="next">
          {next ? (
            <>
              <span className="quiet">{say(w.next)}</span> <strong>{next.name}</strong>{' '}
              {next.dueAt && (
                <span>
                  {format.instant(next.dueAt)} {say(promiseWords.due)}
                </span>
              )}{' '}
              <PromiseMark owed={next} />
            </>
          ) : (
            <span className="quiet">{say(promiseWords.none)}</span>
          )}
        </p>
      )}
      {hasLife(record) && <Life declared={declared} state={doc.state} />}
    </header>
  );
}

/** The life of the record at a glance: what is behind it, where it is, what is ahead. */
function Life({ declared, state }: { declared: Declared; state: string }) {
  const say = useSay();
  const { record, words } = declared;
  const way = pathOfLife(record, state);
  if (way.length < 2) return null;
  return (
    <ol className="life" aria-label={say(w.path)}>
      {way.map((stop) => (
        <li key={stop.state} className={stop.when} aria-current={stop.when === 'now' ? 'step' : undefined}>
          {words.states[stop.state] ? say(words.states[stop.state]!) : stop.state}
        </li>
      ))}
    </ol>
  );
}
