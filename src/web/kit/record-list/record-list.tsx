import { useEffect, useMemo, useRef, useState } from 'react';
import { Link, useNavigate, useParams, useSearchParams } from 'react-router';
import type { AnyRecord } from '#kernel/declare/record';
import { useRecordPages } from '../../api/records.ts';
import { useFormat } from '../../company.ts';
import type { Declared } from '../../declared.ts';
import { useKeys } from '../../keys.ts';
import { countText } from '../../language/format.ts';
import { useSay } from '../../preferences.tsx';
import { mayCreate, mayRead, recordAt } from '../../registry.ts';
import { useMe } from '../../session.tsx';
import { useCrumbs } from '../../shell/crumbs.tsx';
import { severalOf } from '../../shell/navigation.tsx';
import { shellWords } from '../../shell/words.ts';
import { Icon } from '../icon.tsx';
import { NoSuchPage } from '../no-such-page.tsx';
import { Empty, ProblemNote, Skeleton } from '../told.tsx';
import { BulkBar } from './bulk.tsx';
import { ColumnChoice } from './columns.tsx';
import { ExportMenu } from './export-menu.tsx';
import { Filters } from './filters.tsx';
import { useLayout } from './layout.ts';
import './list.css';
import { useNextPromises } from './next-promises.ts';
import { columnsOf, filtersIn, PROMISE, queryOf, viewIn, withoutFilters } from './question.ts';
import { Rows } from './rows.tsx';
import { SortMenu } from './sort-menu.tsx';
import { ViewTabs } from './view-tabs.tsx';
import { SAVED, useStandardView, useViews } from './views.ts';
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
  const views = useViews(record);
  useStandardView(record, views);
  const saved = views?.find(({ id }) => id === params.get(SAVED));
  const layout = useLayout(declared, saved);
  const query = useAsked(record, params);
  const [selected, setSelected] = useState<ReadonlySet<string>>(new Set());
  const find = useRef<HTMLInputElement>(null);
  const pages = useRecordPages(record, query);
  const columns = layout.layout.columns.flatMap((field) => columnsOf(declared).filter((column) => column.field === field));
  const promises = useNextPromises(record, layout.layout.columns.includes(PROMISE));
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
      <ViewTabs declared={declared} views={views ?? []} saved={saved} layout={layout} />
      <div className="list-tools">
        <Find declared={declared} input={find} />
        <Filters declared={declared} />
        <SortMenu declared={declared} />
        <span className="list-acts">
          {creates && (
            <Link className="button plain" to={`/${record.plural}/import`}>
              {say(w.import)}
            </Link>
          )}
          <ExportMenu declared={declared} query={query} columns={layout.layout.columns} />
          <ColumnChoice declared={declared} layout={layout} />
        </span>
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
            <button type="button" onClick={() => setParams(withoutFilters(record, params), { replace: true })}>
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
          columns={columns}
          layout={layout}
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

/** What the server is asked for. It stays the same while the address does: what moves is read off the clock once. */
function useAsked(record: AnyRecord, params: URLSearchParams): URLSearchParams {
  const { employee } = useMe();
  const { today, fromLocal } = useFormat();
  return useMemo(
    () => queryOf(record, params, { me: employee, today: today(), now: Date.now(), beginOf: (day) => fromLocal(`${day}T00:00`) }),
    [record, params, employee, today, fromLocal],
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
