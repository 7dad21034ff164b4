import { useQuery } from '@tanstack/react-query';
import { Link } from 'react-router';
import { regulation } from '#domain/governance/regulation/regulation';
import { listPage } from '../../api/records.ts';
import { useFormat } from '../../company.ts';
import { plainText } from '../../language/format.ts';
import { useSay } from '../../preferences.tsx';
import { mayRead, recordNamed } from '../../registry.ts';
import { useApi, useMe } from '../../session.tsx';
import { clauseWords as w } from './words.ts';

/** The version of a regulation that is in force, with its text. */
export function Version({ code }: { code: string }) {
  const say = useSay();
  const api = useApi();
  const format = useFormat();
  const { roles } = useMe();
  const { record } = recordNamed(regulation.name)!;
  const { data } = useQuery({
    queryKey: [record.plural, 'in force', code],
    enabled: mayRead(record, roles),
    queryFn: ({ signal }) =>
      listPage(
        api,
        record,
        new URLSearchParams({ 'filter[code]': code, 'filter[state]': 'in_force,review_due', limit: '1' }),
        signal,
      ),
  });
  if (!data) return null;
  const [version] = data.items;
  if (!version) return <small className="quiet">{say(w.noVersion)}</small>;
  return (
    <small>
      <Link to={`/${record.plural}/${version.id}`}>
        <span className="number">{version.number}</span>{' '}
        {typeof version['effectiveFrom'] === 'string' && say(w.inForce(format.day(plainText(version['effectiveFrom']))))}
      </Link>
    </small>
  );
}
