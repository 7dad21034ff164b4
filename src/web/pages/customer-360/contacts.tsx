import { useQuery } from '@tanstack/react-query';
import { Link } from 'react-router';
import { contact } from '#domain/accounts/contact/contact';
import { listPage } from '../../api/records.ts';
import { ProblemNote } from '../../kit/told.tsx';
import { plainText } from '../../language/format.ts';
import { useSay } from '../../preferences.tsx';
import { mayRead, recordNamed } from '../../registry.ts';
import { useApi, useMe } from '../../session.tsx';
import { customerWords as w } from './words.ts';

/** Whom to call. How they are reached stands in their own record, whose reading is logged. */
export function Contacts({ id }: { id: string }) {
  const say = useSay();
  const api = useApi();
  const { roles } = useMe();
  const { record } = recordNamed(contact.name)!;
  const seen = mayRead(record, roles);
  const { data, error } = useQuery({
    queryKey: [record.plural, 'of customer', id],
    enabled: seen,
    queryFn: ({ signal }) =>
      listPage(api, record, new URLSearchParams({ 'filter[customer]': id, 'filter[state]': 'active', limit: '50' }), signal),
  });
  if (!seen) return null;
  return (
    <section className="panel">
      <h2>
        {say(w.contacts)} {data && <small>{data.items.length}</small>}
      </h2>
      <ProblemNote error={error} />
      {data?.items.length === 0 && <p className="quiet">{say(w.noContacts)}</p>}
      <ul>
        {data?.items.map((item) => (
          <li key={item.id} className="event">
            <Link to={`/${record.plural}/${item.id}`}>{plainText(item['name'])}</Link>
            <span className="quiet event-title">{plainText(item['post'] ?? '')}</span>
            {item['primary'] === true && <span className="quiet">{say(w.primary)}</span>}
          </li>
        ))}
      </ul>
    </section>
  );
}
