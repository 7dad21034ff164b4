import { useInfiniteQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { Link } from 'react-router';
import type { Pair } from '#kernel/declare/words';
import type { LongWork } from '../../api/routes.ts';
import { useFormat } from '../../company.ts';
import { fileAddress } from '../../kit/record-list/export-menu.tsx';
import { Empty, ProblemNote, Skeleton } from '../../kit/told.tsx';
import { useSay } from '../../preferences.tsx';
import { recordNamed } from '../../registry.ts';
import { useApi } from '../../session.tsx';
import { useCrumbs } from '../../shell/crumbs.tsx';
import './jobs.css';
import { isUnderWay, LOOK_MS, Progress } from './progress.tsx';
import { jobWords as w } from './words.ts';

const PAGE = 20;

/** What one has asked for and does not wait for: how far it is, what came of it, and its files. */
export default function LongWorkPage() {
  const say = useSay();
  const api = useApi();
  useCrumbs([{ name: say(w.title) }]);
  const { data, error, isPending, hasNextPage, fetchNextPage, isFetchingNextPage, refetch } = useInfiniteQuery({
    queryKey: ['long-work', 'list', api.locale],
    queryFn: ({ pageParam, signal }) =>
      api.call('GET /api/long-work', { signal, query: { limit: PAGE, ...(pageParam !== null && { after: pageParam }) } }),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
    refetchInterval: ({ state }) => (state.data?.pages.some(({ items }) => items.some(isUnderWay)) ? LOOK_MS : false),
  });
  const items = data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <>
      <div className="page-head">
        <h1>{say(w.title)}</h1>
        <p className="quiet">{say(w.about)}</p>
      </div>
      <ProblemNote error={error} onRetry={() => void refetch()} />
      {isPending && <Skeleton lines={5} />}
      {data && items.length === 0 && <Empty title={say(w.none)} />}
      {items.length > 0 && (
        <ul className="works">
          {items.map((work) => (
            <Row key={work.id} work={work} />
          ))}
        </ul>
      )}
      {hasNextPage && (
        <p>
          <button type="button" onClick={() => void fetchNextPage()} disabled={isFetchingNextPage}>
            {say(w.more)}
          </button>
        </p>
      )}
    </>
  );
}

function Row({ work }: { work: LongWork }) {
  const say = useSay();
  const format = useFormat();
  const api = useApi();
  const queries = useQueryClient();
  const [error, setError] = useState<unknown>(null);
  const declared = recordNamed(work.record);
  const kind: Pair = work.kind === 'import' && work.asked.dryRun ? w.checking : w.kinds[work.kind]!;
  const file = work.files.find(({ part }) => part === (work.kind === 'export' ? 'result' : 'source'));
  const cancel = () =>
    api
      .call('POST /api/long-work/{id}/cancel', { in: { id: work.id } })
      .then(() => queries.invalidateQueries({ queryKey: ['long-work'] }), setError);
  return (
    <li>
      <div className="work-head">
        <strong>
          {say(kind)} · {declared ? say(declared.words.name) : work.record}
        </strong>
        <span className="quiet">{file?.name}</span>
        <time className="quiet" dateTime={work.askedAt}>
          {format.shortInstant(work.askedAt)}
        </time>
      </div>
      <Progress work={work} />
      <ProblemNote error={error} />
      <div className="row">
        {work.files
          .filter(({ part }) => part !== 'source')
          .map(({ part }) => (
            <a key={part} className="button" href={fileAddress(work.id, part)} download>
              {say(part === 'faults' ? w.downloadFaults : w.download)}
            </a>
          ))}
        {work.kind === 'import' && declared && (
          <Link className="button" to={`/${declared.record.plural}/import?id=${work.id}`}>
            {say(w.openImport)}
          </Link>
        )}
        {isUnderWay(work) && (
          <button type="button" onClick={() => void cancel()} disabled={work.cancelling}>
            {say(work.cancelling ? w.cancelling : w.cancel)}
          </button>
        )}
      </div>
    </li>
  );
}
