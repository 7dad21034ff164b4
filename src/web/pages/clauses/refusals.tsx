import { useInfiniteQuery } from '@tanstack/react-query';
import { Link } from 'react-router';
import type { Routes } from '../../api/routes.ts';
import { useFormat } from '../../company.ts';
import { Dialog } from '../../kit/dialog.tsx';
import { listWords } from '../../kit/record-list/words.ts';
import { ProblemNote, Skeleton } from '../../kit/told.tsx';
import { ActorText } from '../../kit/value.tsx';
import { useSay } from '../../preferences.tsx';
import { controlNamed, recordNamed } from '../../registry.ts';
import { useApi } from '../../session.tsx';
import { clauseWords as w } from './words.ts';

type Page = Routes['GET /api/refusals']['answer'];

/** What was asked and refused because of a clause since a day, the newest first. */
export function Refusals({ clause, from, onClose }: { clause: string; from: string | null; onClose: () => void }) {
  const say = useSay();
  const api = useApi();
  const { data, error, hasNextPage, fetchNextPage } = useInfiniteQuery({
    queryKey: ['refusals', clause, from],
    queryFn: ({ pageParam, signal }) =>
      api.call('GET /api/refusals', {
        signal,
        query: { clause, ...(from !== null && { from }), limit: 50, ...(pageParam !== null && { after: Number(pageParam) }) },
      }),
    initialPageParam: null as string | null,
    getNextPageParam: (page: Page) => page.next,
  });
  const items = data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <Dialog side wide title={`${say(w.refusals)} · ${clause}`} onClose={onClose}>
      <ProblemNote error={error} />
      {!data && !error && <Skeleton />}
      {data && items.length === 0 && <p className="quiet">{say(w.noRefusals)}</p>}
      {items.length > 0 && (
        <div className="scroll">
          <table>
            <thead>
              <tr>
                {[w.when, w.record, w.what, w.why, w.who].map((name) => (
                  <th key={name[1]}>{say(name)}</th>
                ))}
              </tr>
            </thead>
            <tbody>
              {items.map((item) => (
                <Row key={item.id} item={item} />
              ))}
            </tbody>
          </table>
        </div>
      )}
      {hasNextPage && (
        <button type="button" onClick={() => void fetchNextPage()}>
          {say(listWords.more)}
        </button>
      )}
    </Dialog>
  );
}

function Row({ item }: { item: Page['items'][number] }) {
  const say = useSay();
  const format = useFormat();
  const found = recordNamed(item.record);
  const control = controlNamed(item.control);
  const step = found?.words.steps[item.step];
  return (
    <tr>
      <td>{format.shortInstant(item.at)}</td>
      <td>
        {found && item.recordId ? (
          <Link to={`/${found.record.plural}/${item.recordId}`} className="number">
            {item.number}
          </Link>
        ) : (
          item.number
        )}
      </td>
      <td>{step ? say(step) : item.step}</td>
      <td>{control ? say(control.name) : item.control}</td>
      <td>
        <ActorText actor={item.actor} />
      </td>
    </tr>
  );
}
