import type { ApprovalTaskInFull } from '../../api/routes.ts';
import type { Declared } from '../../declared.ts';
import { fieldOf, Value } from '../../kit/value.tsx';
import { useSay } from '../../preferences.tsx';
import { sortOf } from '../../registry.ts';
import { approvalWords as w } from './words.ts';

/** What differs from what was seen before, place by place. */
export function Differences({ declared, task }: { declared: Declared; task: ApprovalTaskInFull }) {
  const say = useSay();
  if (task.differences === null) return null;
  return (
    <section className="panel">
      <h2>{say(w.differences)}</h2>
      {task.differences.length === 0 ? (
        <p className="quiet">{say(w.noDifferences)}</p>
      ) : (
        <div className="scroll">
          <table className="approval-differences">
            <thead>
              <tr>
                <th scope="col" />
                <th scope="col">{say(w.was)}</th>
                <th scope="col">{say(w.is)}</th>
              </tr>
            </thead>
            <tbody>
              {task.differences.map(({ path, before, after }) => (
                <tr key={path}>
                  <th scope="row">
                    <PlaceText declared={declared} path={path} />
                  </th>
                  <td>
                    {before === null ? (
                      ''
                    ) : (
                      <del>
                        <Part declared={declared} path={path} value={before} />
                      </del>
                    )}
                  </td>
                  <td>
                    {after === null ? (
                      ''
                    ) : (
                      <strong>
                        <Part declared={declared} path={path} value={after} />
                      </strong>
                    )}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </section>
  );
}

/** `报价项目 第 1 行 · 单价` of `/items/0/unitPrice`. */
function PlaceText({ declared, path }: { declared: Declared; path: string }) {
  const say = useSay();
  const [, part = '', row, column] = path.split('/');
  const { name } = fieldOf(declared, part);
  if (row === undefined) return <>{say(name)}</>;
  const of = column === undefined ? null : say(declared.words.columns[column] ?? [column, column]);
  return (
    <>
      {say(name)} {say(w.row(Number(row) + 1))}
      {of && ` · ${of}`}
    </>
  );
}

/** A value in its place: a field, a cell, or a whole line. */
function Part({ declared, path, value }: { declared: Declared; path: string; value: unknown }) {
  const [, part = '', row, column] = path.split('/');
  const { record, words } = declared;
  const shape = record.lines?.[part];
  if (row === undefined || !shape) {
    const { sort, choices } = fieldOf(declared, part);
    return <Value sort={sort} value={value} choices={choices} linked={false} />;
  }
  if (column !== undefined)
    return <Value sort={sortOf(shape[column]!)} value={value} choices={words.choices[column]} linked={false} />;
  return <LineText declared={declared} set={part} line={value as Record<string, unknown>} />;
}

function LineText({ declared, set, line }: { declared: Declared; set: string; line: Record<string, unknown> }) {
  const shape = declared.record.lines?.[set] ?? {};
  return (
    <>
      {Object.keys(shape)
        .filter((column) => line[column] !== null && line[column] !== undefined)
        .map((column, i) => (
          <span key={column}>
            {i > 0 && ' · '}
            <Value sort={sortOf(shape[column]!)} value={line[column]} choices={declared.words.choices[column]} linked={false} />
          </span>
        ))}
    </>
  );
}

/** What this seat covers, as it was frozen. */
export function Frozen({ declared, task }: { declared: Declared; task: ApprovalTaskInFull }) {
  const say = useSay();
  const { record, words } = declared;
  const parts = Object.keys(task.frozen);
  const fields = parts.filter((part) => record.lines?.[part] === undefined && task.frozen[part] !== null);
  const derived = Object.keys(task.derived).filter((field) => task.derived[field] !== null);
  const sets = parts.filter((part) => ((task.frozen[part] ?? []) as unknown[]).length > 0 && record.lines?.[part] !== undefined);
  return (
    <section className="panel approval-content">
      <h2>{say(w.content)}</h2>
      <p className="quiet">{say(w.frozenNote)}</p>
      <Facts declared={declared} values={task.frozen} fields={fields} />
      {derived.length > 0 && <h3>{say(w.derived)}</h3>}
      <Facts declared={declared} values={task.derived} fields={derived} />
      {sets.map((set) => {
        const shape = record.lines![set]!;
        const rows = task.frozen[set] as Record<string, unknown>[];
        return (
          <div key={set} className="scroll">
            <table>
              <caption>{say(words.lines[set] ?? [set, set])}</caption>
              <thead>
                <tr>
                  {Object.keys(shape).map((column) => (
                    <th key={column} scope="col">
                      {say(words.columns[column] ?? [column, column])}
                    </th>
                  ))}
                </tr>
              </thead>
              <tbody>
                {rows.map((row) => (
                  <tr key={String(row['id'])}>
                    {Object.entries(shape).map(([column, schema]) => (
                      <td key={column}>
                        <Value sort={sortOf(schema)} value={row[column]} choices={words.choices[column]} />
                      </td>
                    ))}
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
        );
      })}
    </section>
  );
}

function Facts({ declared, values, fields }: { declared: Declared; values: Record<string, unknown>; fields: readonly string[] }) {
  const say = useSay();
  return (
    <dl className="facts">
      {fields.map((field) => {
        const { name, sort, choices } = fieldOf(declared, field);
        return (
          <div key={field}>
            <dt>{say(name)}</dt>
            <dd>
              <Value sort={sort} value={values[field]} choices={choices} />
            </dd>
          </div>
        );
      })}
    </dl>
  );
}
