import { useQuery } from '@tanstack/react-query';
import type { Routes } from '../../api/routes.ts';
import { useFormat } from '../../company.ts';
import { Icon } from '../../kit/icon.tsx';
import { Empty, ProblemNote, Skeleton } from '../../kit/told.tsx';
import { useLocale, useSay } from '../../preferences.tsx';
import { recordNamed } from '../../registry.ts';
import { useApi } from '../../session.tsx';
import { useAct } from './act.ts';
import { runWords as w } from './words.ts';

type Check = Routes['GET /api/journal-checks']['answer']['items'][number];

/** What an examination answers; see the kernel's verification. */
interface Report {
  ok: boolean;
  entries: number;
  segments: number;
  unsealed: number;
  witness: { segments: number; behind: number } | null;
  rows: { records: number; commitments: number } | null;
  faultCount: number;
  faults: {
    kind: string;
    journalId: number | null;
    record: string | null;
    number: string | null;
    recordId: string | null;
    version: number | null;
    detail: { zh: string; en: string };
  }[];
}

/** How far the journal is sealed, and every examination with what it found. */
export default function Journal() {
  const say = useSay();
  const api = useApi();
  const format = useFormat();
  const { run, error: failed, busy } = useAct('journal-checks');
  const { data, error, refetch } = useQuery({
    queryKey: ['journal-checks'],
    queryFn: ({ signal }) => api.call('GET /api/journal-checks', { signal }),
    refetchInterval: ({ state }) => (state.data?.items.some(isUnderWay) ? 1_000 : 30_000),
  });
  const ask = (rows: boolean) => void run(() => api.call('POST /api/journal-checks', { body: { rows } }));
  const waits = busy || (data?.items.some(isUnderWay) ?? false);
  return (
    <section>
      <p className="quiet about">{say(w.journalAbout)}</p>
      {data && (
        <dl className="facts">
          <dt>{say(w.sealedAt)}</dt>
          <dd>
            {data.sealing.sealedAt === null ? '—' : format.instant(data.sealing.sealedAt)} ·{' '}
            {say(w.segments(data.sealing.segments, data.sealing.unsealed))}
          </dd>
          {data.sealing.root !== null && (
            <>
              <dt>{say(w.root)}</dt>
              <dd>
                <code className="fault-text">{data.sealing.root}</code>
              </dd>
              <dt>{say(w.keyId)}</dt>
              <dd>
                <code>{data.sealing.keyId}</code>
              </dd>
            </>
          )}
        </dl>
      )}
      <p className="row">
        <button type="button" className="primary" disabled={waits} onClick={() => ask(false)}>
          {say(w.check)}
        </button>
        <button type="button" disabled={waits} onClick={() => ask(true)}>
          {say(w.checkRows)}
        </button>
        <span className="quiet">{say(w.checkRowsNote)}</span>
      </p>
      <ProblemNote error={error ?? failed} onRetry={() => void refetch()} />
      {!data && !error && <Skeleton lines={4} />}
      {data?.items.length === 0 && <Empty title={say(w.notChecked)} />}
      <ul className="checks">
        {data?.items.map((check) => (
          <li key={check.id}>
            <CheckRow check={check} />
          </li>
        ))}
      </ul>
    </section>
  );
}

const isUnderWay = ({ state }: Check): boolean => state === 'waiting' || state === 'running';

function CheckRow({ check }: { check: Check }) {
  const say = useSay();
  const format = useFormat();
  const report = check.report as Report | null;
  return (
    <>
      <p className="row">
        <strong>{format.shortInstant(check.askedAt)}</strong>
        <span className="quiet">
          {say(w.by)} {check.askedByName ?? check.askedBy}
        </span>
        <Outcome check={check} report={report} />
        {check.startedAt && check.endedAt && (
          <span className="quiet">
            {say(w.took)} {format.duration(Math.max(1_000, Date.parse(check.endedAt) - Date.parse(check.startedAt)))}
          </span>
        )}
      </p>
      {check.fault !== null && <code className="fault-text">{check.fault}</code>}
      {report && (
        <p className="quiet">
          {[
            w.counts(report.entries, report.segments, report.unsealed),
            report.witness ? w.witness(report.witness.segments, report.witness.behind) : w.noWitness,
            ...(report.rows ? [w.rowsCompared(report.rows.records, report.rows.commitments)] : []),
          ]
            .map(say)
            .join(' · ')}
        </p>
      )}
      {report && report.faults.length > 0 && <Faults report={report} />}
    </>
  );
}

function Outcome({ check, report }: { check: Check; report: Report | null }) {
  const say = useSay();
  if (isUnderWay(check))
    return (
      <span className="mark soon">
        <Icon name="clock" size={14} /> {say(w.checkStates[check.state]!)}{' '}
        <progress value={check.share} aria-label={say(w.check)} /> {Math.floor(100 * check.share)}%
      </span>
    );
  if (!report) return <span className="mark breached">{say(w.checkStates['failed']!)}</span>;
  return report.ok ? (
    <span className="mark kept">
      <Icon name="check" size={14} /> {say(w.intact)}
    </span>
  ) : (
    <span className="mark breached">
      <Icon name="alert" size={14} /> {say(w.tampered(report.faultCount))}
    </span>
  );
}

function Faults({ report }: { report: Report }) {
  const say = useSay();
  const locale = useLocale();
  return (
    <ul className="reasons">
      {report.faults.map(({ kind, journalId, record, number, recordId, version, detail }) => {
        const found = recordNamed(record ?? '');
        const place = [
          journalId === null ? null : `#${journalId}`,
          found ? say(found.words.name) : record,
          number ?? recordId,
          version === null ? null : `v${version}`,
        ];
        return (
          <li key={`${kind} ${journalId} ${recordId} ${detail.en}`}>
            <strong>{say(w.faults[kind] ?? [kind, kind])}</strong> {place.filter((part) => part !== null).join(' ')}{' '}
            {detail[locale]}
          </li>
        );
      })}
    </ul>
  );
}
