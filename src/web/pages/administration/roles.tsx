import { useSearchParams } from 'react-router';
import { roles } from '#domain/org/roles';
import type { Declared } from '../../declared.ts';
import { roleWord } from '../../kit/parties.tsx';
import { Empty } from '../../kit/told.tsx';
import { useLocale, useSay } from '../../preferences.tsx';
import { records } from '../../records.ts';
import { useMe } from '../../session.tsx';
import { severalOf } from '../../shell/navigation.tsx';
import { moduleWords } from '../../shell/words.ts';
import { adminWords as a, roleWords as w } from './words.ts';

/** What a role may see and do with each kind of record, read off the declarations. */
export default function Roles() {
  const say = useSay();
  const me = useMe();
  const [params, setParams] = useSearchParams();
  const role = params.get('role') ?? me.roles.find((held) => held !== 'employee') ?? 'employee';
  // Whoever holds a role here is an employee too, and may do what every employee may.
  const held = role === 'portal_customer' ? [role] : [...new Set([role, 'employee'])];
  const seen = records.filter(({ record }) =>
    held.some((one) => permits(record).read[one] !== undefined || record.permit.create.includes(one as never)),
  );
  return (
    <section>
      <p className="quiet about">{say(w.about)}</p>
      <p className="row asks">
        <label className="row">
          {say(w.role)}
          <select value={role} onChange={({ target }) => setParams({ role: target.value }, { replace: true })}>
            {Object.entries(roles).map(([name, words]) => (
              <option key={name} value={name}>
                {say(words)}
              </option>
            ))}
          </select>
        </label>
      </p>
      {seen.length === 0 && <Empty title={say(w.nothing)} />}
      <div className="scroll" role="region" aria-label={say(a.parts['roles']!)} tabIndex={0}>
        <table className="roles">
          <caption className="visually-hidden">{say(roleWord(role))}</caption>
          <thead>
            <tr>
              <th scope="col">{say(w.record)}</th>
              <th scope="col">{say(w.sees)}</th>
              <th scope="col">{say(w.creates)}</th>
              <th scope="col">{say(w.edits)}</th>
              <th scope="col">{say(w.steps)}</th>
              <th scope="col">{say(w.confidential)}</th>
            </tr>
          </thead>
          {Object.keys(moduleWords).map((module) => {
            const own = seen.filter((declared) => declared.module === module);
            return (
              own.length > 0 && (
                <tbody key={module}>
                  <tr>
                    <th scope="rowgroup" colSpan={6}>
                      {say(moduleWords[module]!)}
                    </th>
                  </tr>
                  {own.map((declared) => (
                    <Row key={declared.record.name} declared={declared} held={held} />
                  ))}
                </tbody>
              )
            );
          })}
        </table>
      </div>
    </section>
  );
}

const WIDEST = ['all', 'department', 'own', 'customer'] as const;

/** A record's permits with the roles as plain words. */
const permits = ({ permit }: Declared['record']) => ({
  read: permit.read as Record<string, string | undefined>,
  create: permit.create as readonly string[],
  edit: permit.edit as Record<string, readonly string[] | undefined>,
  confidential: permit.confidential as { fields: readonly string[]; read: readonly string[] } | undefined,
});

function Row({ declared: { record, words, module }, held }: { declared: Declared; held: readonly string[] }) {
  const say = useSay();
  const comma = useLocale() === 'zh' ? '、' : ', ';
  const { read, create, edit, confidential } = permits(record);
  const any = (names: readonly string[] | undefined): boolean => names?.some((name) => held.includes(name)) ?? false;
  const scope = WIDEST.find((one) => held.some((name) => read[name] === one));
  const editable = record.states.filter((state) => any(edit[state]));
  const steps = Object.entries(record.lifecycle).filter(([, step]) => any(step.by as readonly string[]));
  const fields = confidential?.fields.map((field) => say(words.fields[field] ?? [field, field])).join(comma);
  return (
    <tr>
      <th scope="row">{say(severalOf({ record, words, module }))}</th>
      <td>{say(scope ? w.scopes[scope]! : w.no)}</td>
      <td>{say(any(create) ? w.yes : w.no)}</td>
      <td>
        {editable.length === 0
          ? say(w.no)
          : editable.length === record.states.length
            ? say(w.everyState)
            : say(w.inStates(editable.map((state) => say(words.states[state] ?? [state, state])).join(comma)))}
      </td>
      <td>{steps.map(([name]) => say(words.steps[name] ?? [name, name])).join(comma) || say(w.no)}</td>
      <td>{confidential && fields ? say((any(confidential.read) ? w.seen : w.withheld)(fields)) : ''}</td>
    </tr>
  );
}
