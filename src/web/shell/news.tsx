import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Link } from 'react-router';
import type { Routes } from '../api/routes.ts';
import { useFormat } from '../company.ts';
import { Icon } from '../kit/icon.tsx';
import { useOpen } from '../kit/menu.tsx';
import { useSay } from '../preferences.tsx';
import { recordNamed } from '../registry.ts';
import { useApi } from '../session.tsx';
import { shellWords as w } from './words.ts';

export type NewsItem = Routes['GET /api/notifications']['answer']['items'][number];

/** What one has been told; asked for again every half minute. */
export function useNews() {
  const api = useApi();
  return useQuery({
    queryKey: ['news'],
    queryFn: ({ signal }) => api.call('GET /api/notifications', { signal }),
    refetchInterval: 30_000,
  });
}

/** The bell: how much is unread, and what it is. */
export function News() {
  const say = useSay();
  const { open, setOpen, place } = useOpen();
  const items = useNews().data?.items ?? [];
  const unread = items.filter((item) => item.readAt === null);
  const read = useMarkRead();
  return (
    <div className="menu-place" ref={place}>
      <button
        type="button"
        className="plain square"
        aria-expanded={open}
        aria-label={unread.length > 0 ? say(w.newsUnread(unread.length)) : say(w.news)}
        onClick={() => setOpen(!open)}
      >
        <Icon name="bell" size={18} />
        {unread.length > 0 && <b className="badge">{unread.length > 99 ? '99+' : unread.length}</b>}
      </button>
      {open && (
        <section className="menu right news" aria-label={say(w.news)}>
          {items.length === 0 && <p className="quiet">{say(w.noNews)}</p>}
          <ul>
            {items.slice(0, 30).map((item) => (
              <NewsRow key={item.id} item={item} onOpen={() => (read([item]), setOpen(false))} />
            ))}
          </ul>
          {unread.length > 0 && (
            <button type="button" onClick={() => read(unread)}>
              {say(w.readAll)}
            </button>
          )}
        </section>
      )}
    </div>
  );
}

export function NewsRow({ item, onOpen }: { item: NewsItem; onOpen: () => void }) {
  const say = useSay();
  const format = useFormat();
  const found = recordNamed(item.record ?? '');
  const kind = w.newsKinds[item.kind];
  return (
    <li className={item.readAt === null ? 'unread' : ''}>
      <Link to={found && item.recordId ? `/${found.record.plural}/${item.recordId}` : '/commitments'} onClick={onOpen}>
        <span className={`mark ${item.kind === 'due_soon' ? 'soon' : 'breached'}`}>
          <Icon name={item.kind === 'due_soon' ? 'clock' : 'alert'} size={14} /> {kind ? say(kind) : item.kind}
        </span>
        <span>
          {found && say(found.words.name)} <span className="number">{item.number}</span>
        </span>
        <time dateTime={item.at}>{format.shortInstant(item.at)}</time>
      </Link>
    </li>
  );
}

/** Marks news as read; the page does not wait for it. */
export function useMarkRead() {
  const api = useApi();
  const queries = useQueryClient();
  return (items: readonly NewsItem[]) => {
    const unread = items.filter((item) => item.readAt === null);
    void Promise.allSettled(unread.map(({ id }) => api.call('POST /api/notifications/{id}/read', { in: { id } }))).then(() =>
      queries.invalidateQueries({ queryKey: ['news'] }),
    );
  };
}
