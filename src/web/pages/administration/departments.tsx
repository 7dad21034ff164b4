import { useQuery } from '@tanstack/react-query';
import { Link } from 'react-router';
import { department } from '#domain/org/department/department';
import { type AnyDoc, asAny } from '#kernel/declare/record';
import { type ListedDoc, listPage } from '../../api/records.ts';
import { Icon } from '../../kit/icon.tsx';
import { Empty, ProblemNote, Skeleton } from '../../kit/told.tsx';
import { useSay } from '../../preferences.tsx';
import { mayCreate } from '../../registry.ts';
import { useApi, useMe } from '../../session.tsx';
import { departmentWords as w } from './words.ts';

const record = asAny(department);

/** All departments, by name. */
export function useDepartments() {
  const api = useApi();
  return useQuery({
    queryKey: ['departments', 'all'],
    queryFn: async ({ signal }) => {
      const found: ListedDoc[] = [];
      for (let after: string | null = ''; after !== null; ) {
        const query = new URLSearchParams({ limit: '200', sort: 'number', ...(after && { after }) });
        const page = await listPage(api, record, query, signal);
        found.push(...page.items);
        after = page.next;
      }
      return found;
    },
  });
}

/** Departments as the tree that they are. */
export default function Departments() {
  const say = useSay();
  const { roles } = useMe();
  const { data, error, refetch } = useDepartments();
  const known = new Set(data?.map(({ id }) => id));
  return (
    <section>
      <p className="quiet about">{say(w.about)}</p>
      {mayCreate(record, roles) && (
        <p>
          <Link className="button" to="/departments/new">
            <Icon name="plus" /> {say(w.new)}
          </Link>
        </p>
      )}
      <ProblemNote error={error} onRetry={() => void refetch()} />
      {!data && !error && <Skeleton lines={6} />}
      {data?.length === 0 && <Empty title={say(w.none)} />}
      {data && <Branch all={data} of={(doc) => !known.has(String(doc['parent']))} depth={0} />}
    </section>
  );
}

const DEEPEST = 12; // departments put below each other in a ring by mistake end here

function Branch({ all, of, depth }: { all: readonly ListedDoc[]; of: (doc: AnyDoc) => boolean; depth: number }) {
  const say = useSay();
  const here = all.filter(of);
  if (here.length === 0 || depth > DEEPEST) return null;
  return (
    <ul className="tree">
      {here.map((doc) => (
        <li key={doc.id}>
          <p>
            <Link to={`/departments/${doc.id}`}>{String(doc['name'])}</Link> <span className="number quiet">{doc.number}</span>{' '}
            {doc.refs[String(doc['manager'])] && (
              <span className="quiet">
                {say(w.manager)} {doc.refs[String(doc['manager'])]?.title}
              </span>
            )}{' '}
            {doc.state === 'closed' && <span className="mark">{say(w.closed)}</span>}
          </p>
          <Branch all={all} of={(other) => other['parent'] === doc.id} depth={depth + 1} />
        </li>
      ))}
    </ul>
  );
}
