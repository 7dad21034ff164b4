import { useInfiniteQuery } from '@tanstack/react-query';
import { useSearchParams } from 'react-router';
import { Empty, ProblemNote, Skeleton } from '../../kit/told.tsx';
import { useSay } from '../../preferences.tsx';
import { useApi } from '../../session.tsx';
import { useCrumbs } from '../../shell/crumbs.tsx';
import { NewsRow, useMarkRead } from '../../shell/news.tsx';
import { shellWords as w } from '../../shell/words.ts';

/** Everything that one has been told, the newest first. */
export default function NewsPage() {
  const say = useSay();
  const [params, setParams] = useSearchParams();
  const { data, error, refetch, hasNextPage, fetchNextPage, isFetchingNextPage } = usePages(params);
  const { one, all } = useMarkRead();
  useCrumbs([{ name: say(w.news) }]);
  const items = data?.pages.flatMap((page) => page.items);
  const unread = params.get('unread') === 'true';
  const ask = (name: string, value: string) => {
    const next = new URLSearchParams(params);
    if (value === '') next.delete(name);
    else next.set(name, value);
    setParams(next, { replace: true });
  };
  return (
    <div className="settings">
      <div className="page-head">
        <h1>{say(w.news)}</h1>
        {(data?.pages[0]?.unread ?? 0) > 0 && (
          <button type="button" onClick={all}>
            {say(w.readAll)}
          </button>
        )}
      </div>
      <div className="chips">
        <label className="row">
          <input type="checkbox" checked={unread} onChange={({ target }) => ask('unread', target.checked ? 'true' : '')} />{' '}
          {say(w.onlyUnread)}
        </label>
        <select
          aria-label={say(w.newsKind)}
          value={params.get('kind') ?? ''}
          onChange={({ target }) => ask('kind', target.value)}
        >
          <option value="">{say(w.everyKind)}</option>
          {Object.entries(w.newsKinds).map(([kind, name]) => (
            <option key={kind} value={kind}>
              {say(name)}
            </option>
          ))}
        </select>
      </div>
      <ProblemNote error={error} onRetry={() => void refetch()} />
      {!items && !error && <Skeleton lines={8} />}
      {items?.length === 0 && <Empty title={say(unread ? w.nothingUnread : w.noNews)} />}
      <ul className="news-rows">
        {items?.map((item) => (
          <NewsRow key={item.id} item={item} onOpen={() => one(item)} />
        ))}
      </ul>
      {hasNextPage && (
        <p>
          <button type="button" disabled={isFetchingNextPage} onClick={() => void fetchNextPage()}>
            {say(w.olderNews)}
          </button>
        </p>
      )}
    </div>
  );
}

function usePages(params: URLSearchParams) {
  const api = useApi();
  const asked = {
    ...(params.get('unread') === 'true' && { unread: true }),
    ...(params.get('kind') && { kind: params.get('kind')! }),
  };
  return useInfiniteQuery({
    queryKey: ['news', 'pages', JSON.stringify(asked)],
    queryFn: ({ pageParam, signal }) =>
      api.call('GET /api/notifications', {
        query: { ...asked, limit: 50, ...(pageParam !== null && { after: pageParam }) },
        signal,
      }),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
    placeholderData: (before) => before,
  });
}
