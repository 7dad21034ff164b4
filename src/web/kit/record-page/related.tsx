import { useQueries } from '@tanstack/react-query';
import { Link, useNavigate } from 'react-router';
import type { AnyDoc } from '#kernel/declare/record';
import { calledOf, listPage } from '../../api/records.ts';
import type { Declared } from '../../declared.ts';
import { countText } from '../../language/format.ts';
import { useSay } from '../../preferences.tsx';
import { mayCreate, mayRead, pointingAt, recordNamed, refsOf } from '../../registry.ts';
import { useApi, useMe } from '../../session.tsx';
import { severalOf } from '../../shell/navigation.tsx';
import { shellWords } from '../../shell/words.ts';
import { Icon } from '../icon.tsx';
import { Menu } from '../menu.tsx';
import { StateMark } from '../state-mark.tsx';
import { pageWords as w } from './words.ts';

const SHOWN = 4;

/** The records around this one, both ways, by every reference that the registry knows; and the way to make another. */
export function Related({ declared, doc }: { declared: Declared; doc: AnyDoc }) {
  const say = useSay();
  const api = useApi();
  const { roles } = useMe();
  const navigate = useNavigate();
  const pointing = pointingAt(declared.record.name).filter((p) => mayRead(p.declared.record, roles));
  const answers = useQueries({
    queries: pointing.map(({ declared: other, field }) => ({
      queryKey: [other.record.plural, 'related', field, doc.id],
      queryFn: ({ signal }: { signal: AbortSignal }) =>
        listPage(
          api,
          other.record,
          new URLSearchParams({ [`filter[${field}]`]: doc.id, limit: String(SHOWN), count: 'true' }),
          signal,
        ),
    })),
  });
  const named = useNamed(declared, doc);
  if (pointing.length === 0 && named.length === 0) return null;
  const found = pointing.map((p, i) => ({ ...p, page: answers[i]?.data }));
  const none = answers.every(({ isSuccess }) => isSuccess) && found.every(({ page }) => page?.items.length === 0);
  const creatable = [...new Map(pointing.map((p) => [p.declared.record.name, p])).values()].filter((p) =>
    mayCreate(p.declared.record, roles),
  );
  return (
    <section className="panel">
      <h2>{say(w.related)}</h2>
      {named.length > 0 && (
        <div className="related">
          <h3>{say(w.refersTo)}</h3>
          <ul>
            {named.map(({ field, declared: other, item }) => (
              <li key={`${field} ${item.id}`}>
                <Link to={`/${other.record.plural}/${item.id}`}>
                  <span className="quiet">{say(declared.words.fields[field] ?? [field, field])}</span>{' '}
                  <span className="number">{item.number}</span> {calledOf(other.record, item)?.title}
                </Link>
                <StateMark declared={other} state={item.state} />
              </li>
            ))}
          </ul>
        </div>
      )}
      {none && named.length === 0 && <p className="quiet">{say(w.noRelated)}</p>}
      {found.map(({ declared: other, field, page }) =>
        page && page.items.length > 0 ? (
          <div key={`${other.record.name} ${field}`} className="related">
            <h3>
              {say(severalOf(other))} <small className="quiet">{page.count && countText(page.count)}</small>
              {pointing.filter((p) => p.declared === other).length > 1 && (
                <small className="quiet"> · {say(other.words.fields[field] ?? [field, field])}</small>
              )}
              {page.next && (
                <Link to={`/${other.record.plural}?view=all&filter[${field}]=${doc.id}`}>
                  <small>{say(w.showAll)}</small>
                </Link>
              )}
            </h3>
            <ul>
              {page.items.map((item) => (
                <li key={item.id}>
                  <Link to={`/${other.record.plural}/${item.id}`}>
                    <span className="number">{item.number}</span> {calledOf(other.record, item)?.title}
                  </Link>
                  <StateMark declared={other} state={item.state} />
                </li>
              ))}
            </ul>
          </div>
        ) : null,
      )}
      {creatable.length > 0 && (
        <Menu
          label={
            <>
              <Icon name="plus" size={14} /> {say(w.newRelated)}
            </>
          }
          items={creatable.map(({ declared: other, field }) => ({
            key: other.record.name,
            label: say(shellWords.recordNew(other.words.name)),
            run: () => void navigate(`/${other.record.plural}/new?${carried(other, field, doc)}`),
          }))}
        />
      )}
    </section>
  );
}

/** The records that this one refers to, as they stand now; people and departments are named with its facts. */
function useNamed({ record }: Declared, doc: AnyDoc): { field: string; declared: Declared; item: AnyDoc }[] {
  const api = useApi();
  const { roles } = useMe();
  const refs = refsOf(record.fields).flatMap(({ field, to }) => {
    const other = recordNamed(to);
    const id = doc[field];
    return other && other.module !== 'org' && typeof id === 'string' && mayRead(other.record, roles)
      ? [{ field, declared: other, id }]
      : [];
  });
  const answers = useQueries({
    queries: refs.map(({ declared: other, id }) => ({
      queryKey: [other.record.plural, 'related', 'id', id],
      queryFn: ({ signal }: { signal: AbortSignal }) =>
        listPage(api, other.record, new URLSearchParams({ 'filter[id]': id, limit: '1' }), signal),
    })),
  });
  return refs.flatMap(({ field, declared: other }, i) => {
    const item = answers[i]?.data?.items[0];
    return item ? [{ field, declared: other, item }] : [];
  });
}

/** What a new record takes over from the one that it is made from: the reference itself, and references that both have. */
function carried(other: Declared, field: string, doc: AnyDoc): string {
  const shared = Object.keys(other.record.fields).filter(
    (name) => name !== field && typeof doc[name] === 'string' && /^[0-9a-f-]{36}$/.test(doc[name] as string),
  );
  return new URLSearchParams([[field, doc.id], ...shared.map((name) => [name, String(doc[name])])]).toString();
}
