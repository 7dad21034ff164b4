import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useParams, useSearchParams } from 'react-router';
import type { RecordImport } from '../../api/routes.ts';
import type { Declared } from '../../declared.ts';
import { NoSuchPage } from '../../kit/no-such-page.tsx';
import { Empty, ProblemNote, Skeleton } from '../../kit/told.tsx';
import { useSay } from '../../preferences.tsx';
import { mayCreate, recordAt } from '../../registry.ts';
import { useApi, useMe } from '../../session.tsx';
import { useCrumbs } from '../../shell/crumbs.tsx';
import { severalOf } from '../../shell/navigation.tsx';
import { shellWords } from '../../shell/words.ts';
import { FilePlace } from './file-place.tsx';
import './jobs.css';
import { MappingTable } from './mapping-table.tsx';
import { Outcome } from './outcome.tsx';
import { isUnderWay, LOOK_MS } from './progress.tsx';
import { jobWords as w } from './words.ts';

/** Rows of a file become records: choose it, say what its columns are, look what is wrong, bring it in. Its address leads back to it. */
export default function ImportPage() {
  const { plural = '' } = useParams();
  const { roles } = useMe();
  const say = useSay();
  const declared = recordAt(plural);
  if (!declared) return <NoSuchPage />;
  if (!mayCreate(declared.record, roles)) return <Empty title={say(w.import)}>{say(shellWords.noSuchPage)}</Empty>;
  return <Import key={plural} declared={declared} />;
}

function Import({ declared }: { declared: Declared }) {
  const say = useSay();
  const api = useApi();
  const queries = useQueryClient();
  const [params, setParams] = useSearchParams();
  const id = params.get('id');
  const title = say(w.importTitle(severalOf(declared)));
  useCrumbs([{ name: say(severalOf(declared)), to: `/${declared.record.plural}` }, { name: say(w.import) }]);
  const { data, error, isPending, refetch } = useQuery({
    queryKey: ['long-work', 'import', id, api.locale],
    enabled: id !== null,
    queryFn: ({ signal }) => api.call('GET /api/imports/{id}', { in: { id: id! }, signal }),
    refetchInterval: ({ state }) => (state.data && isUnderWay(state.data.work) ? LOOK_MS : false),
  });
  const begun = (found: RecordImport): void => {
    queries.setQueryData(['long-work', 'import', found.work.id, api.locale], found);
    setParams({ id: found.work.id });
  };
  return (
    <div className="import">
      <div className="page-head">
        <h1>{title}</h1>
      </div>
      {id === null && <FilePlace declared={declared} onBegun={begun} />}
      {id !== null && isPending && <Skeleton lines={6} />}
      <ProblemNote error={error} onRetry={() => void refetch()} />
      {data && <Begun key={data.work.id} declared={declared} begun={data} onOther={() => setParams({})} />}
    </div>
  );
}

/** A file that is there: its columns, and what came of it so far. */
function Begun({ declared, begun, onOther }: { declared: Declared; begun: RecordImport; onOther: () => void }) {
  const api = useApi();
  const queries = useQueryClient();
  const [mapping, setMapping] = useState<Readonly<Record<string, string>>>(begun.mapping);
  const [error, setError] = useState<unknown>(null);
  const { work } = begun;
  const go = async (verb: 'check' | 'run'): Promise<void> => {
    setError(null);
    try {
      await api.call(`POST /api/imports/{id}/${verb}`, { in: { id: work.id }, body: { mapping } });
      await queries.invalidateQueries({ queryKey: ['long-work'] });
    } catch (problem) {
      setError(problem);
    }
  };
  const wasBrought = work.state !== 'prepared' && work.asked.dryRun === false;
  return (
    <>
      <MappingTable
        begun={begun}
        mapping={mapping}
        onMapping={setMapping}
        fixed={wasBrought || isUnderWay(work)}
        onOther={onOther}
        onCheck={() => void go('check')}
      />
      <ProblemNote error={error} />
      <Outcome
        declared={declared}
        work={work}
        isStale={JSON.stringify(work.asked.mapping) !== JSON.stringify(mapping)}
        onRun={() => void go('run')}
        onOther={onOther}
      />
    </>
  );
}
