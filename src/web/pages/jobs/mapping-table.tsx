import type { RecordImport } from '../../api/routes.ts';
import { useSay } from '../../preferences.tsx';
import { jobWords as w } from './words.ts';

interface MappingProps {
  begun: RecordImport;
  mapping: Readonly<Record<string, string>>;
  onMapping: (mapping: Readonly<Record<string, string>>) => void;
  /** It has been brought in so, or is just being. */
  fixed: boolean;
  onOther: () => void;
  onCheck: () => void;
}

/** Which column of the file fills which field. */
export function MappingTable({ begun, mapping, onMapping, fixed, onOther, onCheck }: MappingProps) {
  const say = useSay();
  const { columns, fields, remembered, work } = begun;
  const filled = new Set(Object.values(mapping));
  const missing = fields.filter(({ key, required }) => required && !filled.has(key));
  const source = work.files.find(({ part }) => part === 'source');
  const choose = (at: number, key: string) => {
    const { [at]: _, ...others } = mapping;
    onMapping(key === '' ? others : { ...others, [at]: key });
  };
  return (
    <section className="stack">
      <p className="row">
        <strong>{source?.name}</strong>
        <button type="button" className="plain" onClick={onOther}>
          {say(w.otherFile)}
        </button>
        {!fixed && <span className="quiet">{say(remembered ? w.remembered : w.guessed)}</span>}
      </p>
      <div className="scroll">
        <table className="mapping">
          <thead>
            <tr>
              <th>{say(w.column)}</th>
              <th>{say(w.samples)}</th>
              <th>{say(w.field)}</th>
            </tr>
          </thead>
          <tbody>
            {columns.map(({ name, samples }, at) => (
              <tr key={`${at} ${name}`}>
                <td>{name || say(w.unnamed(at + 1))}</td>
                <td className="quiet">{samples.filter(Boolean).join(' · ')}</td>
                <td>
                  <select
                    aria-label={name || say(w.unnamed(at + 1))}
                    disabled={fixed}
                    value={mapping[at] ?? ''}
                    onChange={({ target }) => choose(at, target.value)}
                  >
                    <option value="">{say(w.skip)}</option>
                    {fields.map(({ key, name: field, required }) => (
                      <option key={key} value={key} disabled={filled.has(key) && mapping[at] !== key}>
                        {field}
                        {required ? ` (${say(w.required)})` : ''}
                      </option>
                    ))}
                  </select>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {missing.length > 0 && (
        <p className="note" role="status">
          {say(w.missing)}
          {missing.map(({ name }) => name).join('、')}
        </p>
      )}
      {!fixed && (
        <p className="row">
          <button
            type="button"
            className={work.state === 'prepared' ? 'primary' : ''}
            disabled={missing.length > 0}
            onClick={onCheck}
          >
            {say(work.state === 'prepared' ? w.check : w.checkAgain)}
          </button>
        </p>
      )}
    </section>
  );
}
