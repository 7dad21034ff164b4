import type { AnyDoc } from '#kernel/declare/record';
import type { Declared } from '../../declared.ts';
import { useSay } from '../../preferences.tsx';
import { sortOf } from '../../registry.ts';
import { Value } from '../value.tsx';
import { pageWords as w } from './words.ts';

/** The lines of a record, each set a table. */
export function Lines({ declared, doc }: { declared: Declared; doc: AnyDoc }) {
  const say = useSay();
  const { record, words } = declared;
  return Object.entries(record.lines ?? {}).map(([name, shape]) => {
    const rows = (doc[name] ?? []) as Record<string, unknown>[];
    const columns = Object.entries(shape)
      .map(([column, schema]) => ({ column, sort: sortOf(schema) }))
      .filter(({ column }) => rows.some((row) => row[column] !== null && row[column] !== undefined));
    return (
      <section key={name} className="panel">
        <h2>
          {say(words.lines[name] ?? [name, name])} <small>{say(w.lineCount(rows.length))}</small>
        </h2>
        {rows.length > 0 && (
          <div className="scroll">
            <table>
              <thead>
                <tr>
                  {columns.map(({ column, sort }) => (
                    <th key={column} className={isAmount(sort.is) ? 'amount' : undefined}>
                      {say(words.columns[column] ?? [column, column])}
                    </th>
                  ))}
                </tr>
              </thead>
              <tbody>
                {rows.map((row) => (
                  <tr key={String(row['id'])}>
                    {columns.map(({ column, sort }) => (
                      <td key={column} className={isAmount(sort.is) ? 'amount' : undefined}>
                        <Value sort={sort} value={row[column]} choices={words.choices[column]} />
                      </td>
                    ))}
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
        )}
      </section>
    );
  });
}

const isAmount = (is: string): boolean => ['money', 'quantity', 'whole'].includes(is);
