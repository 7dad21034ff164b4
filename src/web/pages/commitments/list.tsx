import { useInfiniteQuery } from '@tanstack/react-query';
import { Link, useSearchParams } from 'react-router';
import type { Commitment } from '../../api/routes.ts';
import { useFormat } from '../../company.ts';
import { Debtor } from '../../kit/parties.tsx';
import { PromiseMark } from '../../kit/promise.tsx';
import { ClauseLink, Empty, ProblemNote, Skeleton } from '../../kit/told.tsx';
import { useSay } from '../../preferences.tsx';
import { recordNamed } from '../../registry.ts';
import { useApi } from '../../session.tsx';
import type { Question } from './question.ts';
import { commitmentWords as w } from './words.ts';

const PAGE = 50;

/** The promises that are asked for, the earliest due first, a page at a time. */
export function PromiseList({ question, onOpen }: { question: Question; onOpen: (id: string) => void }) {
  const say = useSay();
  const api = useApi();
  const [params, setParams] = useSearchParams();
  const { data, error, isPending, hasNextPage, fetchNextPage, isFetchingNextPage, refetch } = useInfiniteQuery({
    queryKey: ['commitments', 'list', question, api.locale],
    queryFn: ({ pageParam, signal }): Promise<{ items: readonly Commitment[]; next: string | null }> =>
      api.call('GET /api/commitments', {
        signal,
        query: { ...question, limit: PAGE, ...(pageParam !== null && { after: pageParam }) },
      }),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
    placeholderData: (before) => before,
  });
  const items = data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <>
      <ProblemNote error={error} onRetry={() => void refetch()} />
      {isPending && <Skeleton lines={8} />}
      {data && items.length === 0 && (
        <Empty title={say(w.none)}>
          {[...params].length > 0 && (
            <button type="button" onClick={() => setParams({}, { replace: true })}>
              {say(w.clear)}
            </button>
          )}
        </Empty>
      )}
      {items.length > 0 && (
        <div className="scroll">
          <table className="commitments">
            <thead>
              <tr>
                {Object.entries(w.columns).map(([key, name]) => (
                  <th key={key}>{say(name)}</th>
                ))}
              </tr>
            </thead>
            <tbody>
              {items.map((owed) => (
                <Row key={owed.id} owed={owed} onOpen={() => onOpen(owed.id)} />
              ))}
            </tbody>
          </table>
        </div>
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

function Row({ owed, onOpen }: { owed: Commitment; onOpen: () => void }) {
  const say = useSay();
  const format = useFormat();
  const found = recordNamed(owed.record);
  return (
    <tr>
      <td>
        <button type="button" className="plain promise-name" onClick={onOpen}>
          {owed.name}
        </button>
      </td>
      <td>
        {found ? (
          <Link to={`/${found.record.plural}/${owed.recordId}`}>
            {say(found.words.name)} <span className="number">{owed.number}</span>
          </Link>
        ) : (
          owed.number
        )}
      </td>
      <td>
        <Debtor owed={owed} />
      </td>
      <td>{owed.dueAt && <time dateTime={owed.dueAt}>{format.shortInstant(owed.dueAt)}</time>}</td>
      <td>
        <PromiseMark owed={owed} />
      </td>
      <td>
        {owed.clauses.map((clause) => (
          <ClauseLink key={clause.id} clause={clause} />
        ))}
      </td>
    </tr>
  );
}
