import { useState } from 'react';
import type { AnyDoc } from '#kernel/declare/record';
import type { Declared } from '../../declared.ts';
import { useSay } from '../../preferences.tsx';
import { ProblemNote, Skeleton } from '../told.tsx';
import { fieldOf, Value } from '../value.tsx';
import { Differences, useNewest } from './conflict.tsx';
import { LineChanges } from './line-changes.tsx';
import { pageWords as w } from './words.ts';

interface EditConflictProps {
  declared: Declared;
  seen: AnyDoc;
  /** What the person wants to change, by field. */
  mine: Record<string, unknown>;
  /** The fields that somebody else changed. */
  overlap: (newest: AnyDoc) => string[];
  /** Hears which fields keep the other's value; everything else of mine is saved on top of the newest. */
  onChosen: (newest: AnyDoc, theirs: readonly string[]) => void;
}

/** Two people changed the same record: where both changed the same field, one chooses; the rest goes together. */
export function EditConflict({ declared, seen, mine, overlap, onChosen }: EditConflictProps) {
  const say = useSay();
  const { data: newest, error } = useNewest(declared, seen.id);
  const [theirs, setTheirs] = useState<ReadonlySet<string>>(new Set());
  if (!newest) return error ? <ProblemNote error={error} /> : <Skeleton />;
  const now = newest.view.record;
  const both = overlap(now).filter((field) => field in mine);
  const choose = (field: string, keepTheirs: boolean) => {
    const after = new Set(theirs);
    if (keepTheirs) after.add(field);
    else after.delete(field);
    setTheirs(after);
  };
  return (
    <section className="meanwhile" role="alert">
      <h3>{say(w.conflict)}</h3>
      <p>{say(w.conflictKept)}</p>
      <Differences declared={declared} seen={seen} newest={newest} />
      {both.map((field) => {
        const { name, sort, choices } = fieldOf(declared, field);
        return (
          <fieldset key={field} className="either">
            <legend>{say(name)}</legend>
            <label className="check">
              <input type="radio" name={field} checked={theirs.has(field)} onChange={() => choose(field, true)} />
              {say(w.keepTheirs)}: <Value sort={sort} value={now[field]} choices={choices} linked={false} />
            </label>
            {sort.is === 'lines' && (
              <LineChanges declared={declared} set={field} before={linesIn(seen, field)} after={linesIn(now, field)} />
            )}
            <label className="check">
              <input type="radio" name={field} checked={!theirs.has(field)} onChange={() => choose(field, false)} />
              {say(w.keepMine)}: <Value sort={sort} value={mine[field]} choices={choices} linked={false} />
            </label>
            {sort.is === 'lines' && (
              <LineChanges
                declared={declared}
                set={field}
                before={linesIn(seen, field)}
                after={(mine[field] ?? []) as unknown[]}
              />
            )}
          </fieldset>
        );
      })}
      <button type="button" className="primary" onClick={() => onChosen(now, [...theirs])}>
        {say(w.goOn)}
      </button>
    </section>
  );
}

const linesIn = (doc: AnyDoc, set: string): unknown[] => (doc[set] ?? []) as unknown[];
