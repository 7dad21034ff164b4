import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { Link } from 'react-router';
import type { LongWork } from '../../api/routes.ts';
import type { Declared } from '../../declared.ts';
import { useSay } from '../../preferences.tsx';
import { useApi, useMe } from '../../session.tsx';
import { useTellDone } from '../../shell/said.tsx';
import { Menu } from '../menu.tsx';
import { ProblemNote } from '../told.tsx';
import { listWords as w } from './words.ts';

interface ExportProps {
  declared: Declared;
  /** What the server is asked for the list. */
  query: URLSearchParams;
  columns: readonly string[];
}

/** Makes a file of what the list shows. A small one is downloaded at once, a large one is made in the background. */
export function ExportMenu({ declared: { record }, query, columns }: ExportProps) {
  const say = useSay();
  const api = useApi();
  const tell = useTellDone();
  const queries = useQueryClient();
  const { roles } = useMe();
  const [error, setError] = useState<unknown>(null);
  const [waiting, setWaiting] = useState(false);
  const confidential = record.permit.confidential;
  const mayOpen = confidential?.read.some((role) => roles.includes(role)) ?? false;
  const run = async (format: 'xlsx' | 'csv', open: boolean): Promise<void> => {
    setError(null);
    setWaiting(false);
    const wanted = [...columns, ...(open ? (confidential?.fields ?? []) : [])];
    const work = await api.call('POST /api/exports', {
      body: { record: record.name, query: query.toString(), columns: wanted, format, confidential: open },
    });
    await queries.invalidateQueries({ queryKey: ['long-work'] });
    if (work.state !== 'done') return setWaiting(true);
    download(work);
    tell(say(w.exported));
  };
  const item = (key: string, label: string, note: string, format: 'xlsx' | 'csv', open: boolean) => ({
    key,
    label,
    note,
    run: () => void run(format, open).catch(setError),
  });
  return (
    <>
      <Menu
        align="right"
        label={say(w.export)}
        items={[
          item('xlsx', say(w.exportAs['xlsx']!), say(w.exportMost), 'xlsx', false),
          item('csv', say(w.exportAs['csv']!), say(w.exportMost), 'csv', false),
          ...(mayOpen ? [item('open', say(w.exportConfidential), say(w.exportNoted), 'xlsx', true)] : []),
        ]}
      />
      {(waiting || error !== null) && (
        <div className="list-note">
          {waiting && (
            <p className="note" role="status">
              {say(w.exporting)} <Link to="/long-work">{say(w.toLongWork)}</Link>
            </p>
          )}
          <ProblemNote error={error} />
        </div>
      )}
    </>
  );
}

/** Where a file of long work is fetched. */
export const fileAddress = (id: string, part: LongWork['files'][number]['part']): string => `/api/long-work/${id}/files/${part}`;

function download({ id }: LongWork): void {
  const link = document.createElement('a');
  link.href = fileAddress(id, 'result');
  link.download = '';
  link.click();
}
