import { useQuery } from '@tanstack/react-query';
import { useEffect } from 'react';
import type { AnyDoc } from '#kernel/declare/record';
import { type JournalEntry, pathOf, type RecordView } from '../../api/records.ts';
import { useFormat } from '../../company.ts';
import type { Declared } from '../../declared.ts';
import { useSay } from '../../preferences.tsx';
import { useApi } from '../../session.tsx';
import { StateMark } from '../state-mark.tsx';
import { ProblemNote, Skeleton } from '../told.tsx';
import { ActorText, fieldOf, Value } from '../value.tsx';
import { LineChanges } from './line-changes.tsx';
import { pageWords as w } from './words.ts';

interface MeanwhileProps {
  declared: Declared;
  /** The record as it was when it was opened. */
  seen: AnyDoc;
  /** Reads the newest, keeps what was typed. */
  onGoOn: () => Promise<void>;
  /** Nothing is sent for now. */
  onLater: () => void;
  onSettled: () => void;
}

/** Somebody else changed the record meanwhile: who, what and how. What was typed stays in the form above. */
export function Meanwhile({ declared, seen, onGoOn, onLater, onSettled }: MeanwhileProps) {
  const say = useSay();
  const { data: newest, error } = useNewest(declared, seen.id);
  useEffect(() => {
    document.querySelector('.meanwhile')?.scrollIntoView({ block: 'nearest' });
  }, [newest]);
  return (
    <section className="meanwhile" role="alert">
      <h3>{say(w.conflict)}</h3>
      <p>{say(w.conflictKept)}</p>
      <ProblemNote error={error} />
      {newest ? <Differences declared={declared} seen={seen} newest={newest} /> : !error && <Skeleton />}
      <p className="row">
        <button type="button" className="primary" onClick={() => void onGoOn().then(onSettled)}>
          {say(w.goOn)}
        </button>
        <button type="button" onClick={onLater}>
          {say(w.lookFirst)}
        </button>
      </p>
    </section>
  );
}

export interface Newest {
  view: RecordView;
  /** What was done since, the newest first. */
  entries: JournalEntry[];
}

/** The record as it stands now, with its latest history; never from what was read before. */
export function useNewest({ record }: Declared, id: string) {
  const api = useApi();
  return useQuery({
    queryKey: [record.plural, id, 'newest', api.locale],
    gcTime: 0,
    staleTime: 0,
    queryFn: async ({ signal }): Promise<Newest> => {
      const [view, journal] = await Promise.all([
        api.send<RecordView>('GET', pathOf(record, id), { signal }),
        api.send<{ items: JournalEntry[] }>('GET', `${pathOf(record, id)}/journal`, { signal, query: { limit: 20 } }),
      ]);
      return { view, entries: journal.items };
    },
  });
}

/** Fields, and sets of lines, that are not as they were. */
export const changedFields = ({ record }: Declared, seen: AnyDoc, now: AnyDoc): string[] =>
  [...Object.keys(record.fields), ...Object.keys(record.lines ?? {})].filter(
    (field) => JSON.stringify(seen[field] ?? null) !== JSON.stringify(now[field] ?? null),
  );

export function Differences({ declared, seen, newest }: { declared: Declared; seen: AnyDoc; newest: Newest }) {
  const say = useSay();
  const format = useFormat();
  const now = newest.view.record;
  const { words } = declared;
  const stepName = (step: string) =>
    step === 'edit' ? w.editedStep : step === 'create' ? w.createdStep : (words.steps[step] ?? ([step, step] as const));
  return (
    <>
      <ul className="happened">
        {newest.entries
          .filter(({ version }) => version > seen.version)
          .map((entry) => (
            <li key={entry.version}>
              {format.shortInstant(entry.at)} <ActorText actor={entry.actor} name={entry.actorName} /> {say(stepName(entry.step))}
            </li>
          ))}
      </ul>
      {now.state !== seen.state && (
        <p className="row">
          {say(w.stateNow)} <StateMark declared={declared} state={now.state} />
        </p>
      )}
      <FieldChanges
        declared={declared}
        changes={Object.fromEntries(
          changedFields(declared, seen, now).map((field) => [field, [seen[field], now[field]] as const]),
        )}
      />
    </>
  );
}

/** Fields before and after. */
export function FieldChanges({
  declared,
  changes,
}: {
  declared: Declared;
  changes: Record<string, readonly [unknown, unknown]>;
}) {
  const say = useSay();
  const entries = Object.entries(changes);
  if (entries.length === 0) return null;
  return (
    <dl className="changes">
      {entries.map(([field, [before, after]]) => {
        const { name, sort, choices } = fieldOf(declared, field);
        if (sort.is === 'lines')
          return (
            <LineChanges
              key={field}
              declared={declared}
              set={field}
              before={(before ?? []) as unknown[]}
              after={(after ?? []) as unknown[]}
            />
          );
        return (
          <div key={field}>
            <dt>{say(name)}</dt>
            <dd>
              {before !== null && before !== undefined && (
                <>
                  <del>
                    <Value sort={sort} value={before} choices={choices} linked={false} />
                  </del>{' '}
                </>
              )}
              <ins>
                <Value sort={sort} value={after} choices={choices} linked={false} />
              </ins>
            </dd>
          </div>
        );
      })}
    </dl>
  );
}
