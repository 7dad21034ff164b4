import { useState } from 'react';
import { envelopeWords } from '#kernel/declare/words';
import type { RecordView } from '../../api/records.ts';
import { useFormat } from '../../company.ts';
import type { Declared } from '../../declared.ts';
import { plainText } from '../../language/format.ts';
import { useSay } from '../../preferences.tsx';
import { Icon } from '../icon.tsx';
import { ActorText, fieldOf, Value } from '../value.tsx';
import { kitWords } from '../words.ts';
import { pageWords as w } from './words.ts';

/** The fields of a record in their declared order; those that say nothing stay out of the way. */
export function Facts({ declared, view }: { declared: Declared; view: RecordView }) {
  const say = useSay();
  const format = useFormat();
  const [all, setAll] = useState(false);
  const doc = view.record;
  const withheld = new Set(view.withheld);
  const fields = Object.keys(declared.record.fields);
  const given = fields.filter((field) => (doc[field] !== null && doc[field] !== undefined) || withheld.has(field));
  const empty = fields.length - given.length;
  return (
    <section className="panel">
      <h2>{say(w.facts)}</h2>
      <dl className="facts">
        {(all ? fields : given).map((field) => {
          const { name, sort, choices } = fieldOf(declared, field);
          const wide = (sort.is === 'text' && sort.long && plainText(doc[field] ?? '').length > 40) || sort.is === 'data';
          return (
            <div key={field} className={wide ? 'wide' : ''}>
              <dt>{say(name)}</dt>
              <dd>
                {withheld.has(field) ? (
                  <span className="quiet">
                    <Icon name="lock" size={14} /> {say(kitWords.withheld)}
                  </span>
                ) : (
                  <Value sort={sort} value={doc[field]} choices={choices} />
                )}
              </dd>
            </div>
          );
        })}
        <div>
          <dt>{say(envelopeWords.createdAt)}</dt>
          <dd>
            {format.instant(doc.createdAt)} <ActorText actor={doc.createdBy} />
          </dd>
        </div>
      </dl>
      {empty > 0 && (
        <button type="button" className="plain" aria-expanded={all} onClick={() => setAll(!all)}>
          {say(all ? w.hideEmpty : w.notFilled(empty))}
        </button>
      )}
    </section>
  );
}
