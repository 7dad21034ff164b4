import { useEffect, useRef, useState } from 'react';
import { Link, useNavigate, useParams, useSearchParams } from 'react-router';
import { useRecordPages } from '../../api/records.ts';
import type { Declared } from '../../declared.ts';
import { useKeys } from '../../keys.ts';
import { countText } from '../../language/format.ts';
import { keep, recall, useSay } from '../../preferences.tsx';
import { mayCreate, mayRead, recordAt } from '../../registry.ts';
import { useMe } from '../../session.tsx';
import { useCrumbs } from '../../shell/crumbs.tsx';
import { severalOf } from '../../shell/navigation.tsx';
import { shellWords } from '../../shell/words.ts';
import { Icon } from '../icon.tsx';
import { useOpen } from '../menu.tsx';
import { NoSuchPage } from '../no-such-page.tsx';
import { Empty, ProblemNote, Skeleton } from '../told.tsx';
import { BulkBar } from './bulk.tsx';
import { Filters } from './filters.tsx';
import './list.css';
import { useNextPromises } from './next-promises.ts';
import { columnsOf, filtersIn, queryOf, standardColumns, type View, viewIn } from './question.ts';
import { Rows } from './rows.tsx';
import { listWords as w } from './words.ts';

/** The list of the records that the address names. */
export default function ListPage() {
  const { plural = '' } = useParams();
  const declared = recordAt(plural);
  return declared ? <RecordList key={plural} declared={declared} /> : <NoSuchPage />;
}

/** Rows of one kind of record, drawn from its declaration: what needs me, first. */
function RecordList({ declared }: { declared: Declared }) {
  const say = useSay();
  const navigate = useNavigate();
  const { roles } = useMe();
  const { record, words } = declared;
  const [params, setParams] = useSearchParams();
  const [chosen, setChosen] = useColumns(declared);
  const [selected, setSelected] = useState<ReadonlySet<string>>(new Set());
  const find = useRef<HTMLInputElement>(null);
  const pages = useRecordPages(record, queryOf(record, params));
  const promises = useNextPromises(record);
  const items = pages.data?.pages.flatMap((page) => page.items) ?? [];
  const count = pages.data?.pages[0]?.count;
  useCrumbs([{ name: say(severalOf(declared)) }]);
  useKeys({
    '/': () => find.current?.focus(),
    n: () => mayCreate(record, roles) && void navigate(`/${record.plural}/new`),
  });
  if (!mayRead(record, roles)) return <Empty title={say(w.noRead)} />;
  const creates = mayCreate(record, roles) && (
    <Link className="button primary" to={`/${record.plural}/new`}>
      <Icon name="plus" /> {say(shellWords.recordNew(words.name))}
    </Link>
  );
  const filtered = filtersIn(params).length > 0 || params.has('q');
  return (
    <div className="list-page">
      <div className="page-head">
        <h1>{say(severalOf(declared))}</h1>
        <p className="quiet" role="status">
          {count && say(w.rows(countText(count)))}
        </p>
        {creates}
      </div>
      <Views declared={declared} />
      <div className="list-tools">
        <Find declared={declared} input={find} />
        <Filters declared={declared} />
        <ColumnChoice declared={declared} chosen={chosen} onChoose={setChosen} />
      </div>
      {pages.error && <ProblemNote error={pages.error} onRetry={() => void pages.refetch()} />}
      {pages.isPending && <Skeleton lines={8} />}
      {pages.data && items.length === 0 && (
        <Empty
          title={say(
            filtered ? w.emptyFiltered : viewIn(record, params) === 'open' ? w.emptyOpen(words.name) : w.empty(words.name),
          )}
        >
          {filtered ? (
            <button type="button" onClick={() => setParams({}, { replace: true })}>
              {say(w.clearFilters)}
            </button>
          ) : (
            <>
              <p>{say(words.about)}</p>
              {creates}
            </>
          )}
        </Empty>
      )}
      {items.length > 0 && (
        <Rows
          declared={declared}
          columns={columnsOf(declared).filter(({ field }) => chosen.includes(field))}
          items={items}
          promises={promises}
          selected={selected}
          onSelect={setSelected}
          more={pages.hasNextPage ? { busy: pages.isFetchingNextPage, load: () => void pages.fetchNextPage() } : null}
        />
      )}
      {selected.size > 0 && (
        <BulkBar declared={declared} items={items.filter(({ id }) => selected.has(id))} onClear={() => setSelected(new Set())} />
      )}
    </div>
  );
}

/** Open, ended, all: the first thing that one asks of a list. */
function Views({ declared: { record } }: { declared: Declared }) {
  const say = useSay();
  const [params] = useSearchParams();
  const view = params.has('filter[state]') ? null : viewIn(record, params);
  if (record.final.length === 0) return null;
  const to = (name: View) => {
    const after = new URLSearchParams(params);
    after.delete('filter[state]');
    after.set('view', name);
    return `?${after.toString()}`;
  };
  return (
    <nav className="tabs" aria-label={say(w.viewsName)}>
      {(['open', 'done', 'all'] as const).map((name) => (
        <Link key={name} to={to(name)} replace aria-current={view === name ? 'page' : undefined}>
          {say(w.views[name]!)}
        </Link>
      ))}
    </nav>
  );
}

const PAUSE_MS = 250; // between the last key and the question

function Find({ declared: { record, words }, input }: { declared: Declared; input: React.RefObject<HTMLInputElement | null> }) {
  const say = useSay();
  const [params, setParams] = useSearchParams();
  const [typed, setTyped] = useState(params.get('q') ?? '');
  useEffect(() => {
    if (typed.trim() === (params.get('q') ?? '')) return;
    const timer = setTimeout(() => {
      const after = new URLSearchParams(params);
      if (typed.trim() === '') after.delete('q');
      else after.set('q', typed.trim());
      setParams(after, { replace: true });
    }, PAUSE_MS);
    return () => clearTimeout(timer);
  }, [typed, params, setParams]);
  const searched = record.search.flatMap((field) => (words.fields[field] ? [words.fields[field]] : []));
  const fields = [searched.map(([zh]) => zh).join('、'), searched.map(([, en]) => en).join(', ')] as const;
  const hint = say(searched.length > 0 ? w.findHint(fields) : w.find);
  return (
    <span className="find">
      <Icon name="search" />
      <input
        ref={input}
        type="search"
        aria-label={hint}
        placeholder={hint}
        value={typed}
        onChange={({ target }) => setTyped(target.value)}
      />
    </span>
  );
}

function ColumnChoice({
  declared,
  chosen,
  onChoose,
}: {
  declared: Declared;
  chosen: readonly string[];
  onChoose: (fields: string[] | null) => void;
}) {
  const say = useSay();
  const { open, setOpen, place } = useOpen();
  return (
    <div className="menu-place column-choice" ref={place}>
      <button type="button" className="plain" aria-expanded={open} onClick={() => setOpen(!open)}>
        {say(w.columns)} <Icon name="down" size={14} />
      </button>
      {open && (
        <div className="menu right popover">
          {columnsOf(declared)
            .filter(({ field }) => field !== 'number')
            .map(({ field, name }) => (
              <label key={field} className="check">
                <input
                  type="checkbox"
                  checked={chosen.includes(field)}
                  onChange={({ target }) => onChoose(target.checked ? [...chosen, field] : chosen.filter((f) => f !== field))}
                />
                {say(name)}
              </label>
            ))}
          <button type="button" onClick={() => onChoose(null)}>
            {say(w.standardColumns)}
          </button>
        </div>
      )}
    </div>
  );
}

/** The columns that this person wants of this list, on this device. */
function useColumns(declared: Declared): [readonly string[], (fields: string[] | null) => void] {
  const place = `lvyue.columns.${declared.record.name}`;
  const [chosen, setChosen] = useState(() => recall(place) as string[] | null);
  return [
    chosen ?? standardColumns(declared),
    (fields) => {
      keep(place, fields ?? undefined);
      setChosen(fields);
    },
  ];
}
