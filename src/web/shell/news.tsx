import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Link } from 'react-router';
import type { Routes } from '../api/routes.ts';
import { useFormat } from '../company.ts';
import { Icon, type IconName } from '../kit/icon.tsx';
import { useOpen } from '../kit/menu.tsx';
import { useSay } from '../preferences.tsx';
import { recordNamed } from '../registry.ts';
import { useApi } from '../session.tsx';
import { shellWords as w } from './words.ts';

export type NewsItem = Routes['GET /api/notifications']['answer']['items'][number];

const SHOWN = 30;
const MOST_COUNTED = 99;

/** The newest that one has been told, and how much is unread; asked for again when an event says that there is more. */
export function useNews() {
  const api = useApi();
  return useQuery({
    queryKey: ['news', 'newest'],
    queryFn: ({ signal }) => api.call('GET /api/notifications', { query: { limit: SHOWN }, signal }),
    refetchInterval: 120_000, // where events do not come through
  });
}

/** The bell: how much is unread, and what it is. */
export function News() {
  const say = useSay();
  const { open, setOpen, place } = useOpen();
  const { data } = useNews();
  const items = data?.items ?? [];
  const unread = data?.unread ?? 0;
  const counted = unread > MOST_COUNTED ? `${MOST_COUNTED}+` : String(unread);
  const { one, all } = useMarkRead();
  return (
    <div className="menu-place" ref={place}>
      <button
        type="button"
        className="plain square"
        aria-expanded={open}
        aria-label={unread > 0 ? say(w.newsUnread(counted)) : say(w.news)}
        onClick={() => setOpen(!open)}
      >
        <Icon name="bell" size={18} />
        {unread > 0 && <b className="badge">{counted}</b>}
      </button>
      {open && (
        <section className="menu right news" aria-label={say(w.news)}>
          {items.length === 0 && <p className="quiet">{say(w.noNews)}</p>}
          <ul>
            {items.map((item) => (
              <NewsRow key={item.id} item={item} onOpen={() => (one(item), setOpen(false))} />
            ))}
          </ul>
          <p className="row">
            <Link to="/news" className="button" onClick={() => setOpen(false)}>
              {say(w.allNews)}
            </Link>
            {unread > 0 && (
              <button type="button" onClick={all}>
                {say(w.readAll)}
              </button>
            )}
          </p>
        </section>
      )}
    </div>
  );
}

const MARKS: Record<string, { mark: string; icon: IconName }> = {
  due_soon: { mark: 'soon', icon: 'clock' },
  mentioned: { mark: '', icon: 'pen' },
};
const LATE = { mark: 'breached', icon: 'alert' } as const;

export function NewsRow({ item, onOpen }: { item: NewsItem; onOpen: () => void }) {
  const say = useSay();
  const format = useFormat();
  const found = recordNamed(item.record ?? '');
  const kind = w.newsKinds[item.kind];
  const { mark, icon } = MARKS[item.kind] ?? LATE;
  return (
    <li className={item.readAt === null ? 'unread' : ''}>
      <Link to={found && item.recordId ? `/${found.record.plural}/${item.recordId}` : '/commitments'} onClick={onOpen}>
        <span className={`mark ${mark}`}>
          <Icon name={icon} size={14} /> {kind ? say(kind) : item.kind}
          {item.readAt === null && <span className="visually-hidden">{say(w.unread)}</span>}
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
export function useMarkRead(): { one: (item: NewsItem) => void; all: () => void } {
  const api = useApi();
  const queries = useQueryClient();
  const again = () => queries.invalidateQueries({ queryKey: ['news'] });
  return {
    one: ({ id, readAt }) => {
      if (readAt === null) void api.call('POST /api/notifications/{id}/read', { in: { id } }).then(again, () => undefined);
    },
    all: () => void api.call('POST /api/notifications/read').then(again, () => undefined),
  };
}
