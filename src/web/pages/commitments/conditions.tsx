import { useQuery } from '@tanstack/react-query';
import { useSearchParams } from 'react-router';
import { department } from '#domain/org/department/department';
import { DateInput } from '../../kit/form/date-input.tsx';
import { RefPicker } from '../../kit/form/ref-picker.tsx';
import { Icon } from '../../kit/icon.tsx';
import { useSay } from '../../preferences.tsx';
import { records } from '../../records.ts';
import { controlNamed, mayRead, recordNamed } from '../../registry.ts';
import { useApi, useMe } from '../../session.tsx';
import { commitmentWords as w } from './words.ts';

const PARTIES = [
  ['customer', 'customer'],
  ['department', department.name],
  ['person', 'employee'],
] as const;

const NARROW = '(max-width: 800px)';

/** Whose promises and which; `dates` asks also when they are due, which a calendar shows by itself. */
export function Conditions({ dates }: { dates: boolean }) {
  const say = useSay();
  const { roles } = useMe();
  const [params, setParams] = useSearchParams();
  const set = (name: string, value: string | null) => {
    const after = new URLSearchParams(params);
    if (value === null || value === '') after.delete(name);
    else after.set(name, value);
    setParams(after, { replace: true });
  };
  const control = params.get('control');
  const given = ['mine', 'team', 'record', 'clause', 'customer', 'department', 'person', 'from', 'to'].filter((name) =>
    params.has(name),
  );
  return (
    // On a phone they would push the promises off the screen.
    <details className="conditions-fold" open={!matchMedia(NARROW).matches}>
      <summary>
        {say(w.conditions)} {given.length > 0 && <small>({given.length})</small>}
      </summary>
      <div className="conditions">
        {(['mine', 'team'] as const).map((name) => (
          <label key={name} className="check">
            <input
              type="checkbox"
              checked={params.get(name) === 'true'}
              onChange={({ target }) => set(name, target.checked ? 'true' : null)}
            />
            {say(w[name])}
          </label>
        ))}
        <select
          aria-label={say(w.record)}
          value={params.get('record') ?? ''}
          onChange={({ target }) => set('record', target.value)}
        >
          <option value="">{say(w.anyRecord)}</option>
          {records
            .filter(({ record }) => Object.keys(record.deadlines).length > 0 && mayRead(record, roles))
            .map(({ record, words }) => (
              <option key={record.name} value={record.name}>
                {say(words.name)}
              </option>
            ))}
        </select>
        <Clauses chosen={params.get('clause') ?? ''} onChoose={(clause) => set('clause', clause)} />
        {PARTIES.filter(([, to]) => mayRead(recordNamed(to)!.record, roles)).map(([name, to]) => (
          <RefPicker
            key={name}
            to={to}
            label={say(w[name])}
            hint={say(w[name])}
            value={params.get(name)}
            onChange={(id) => set(name, id)}
          />
        ))}
        {dates &&
          (['from', 'to'] as const).map((end) => (
            <label key={end} className="row date">
              <span className="quiet">{say(w[end])}</span>
              <DateInput aria-label={say(w[end])} value={params.get(end) ?? ''} onChange={(value) => set(end, value)} />
            </label>
          ))}
        {[
          ['control', w.control, control === null ? null : say(controlNamed(control)?.name ?? [control, control])] as const,
          ['opened', w.opened, params.get('opened')] as const,
        ].map(([name, word, value]) =>
          value === null ? null : (
            <span key={name} className="chip picked">
              {say(word)}: {value}
              <button type="button" aria-label={`${say(w.clear)} ${say(word)}`} onClick={() => set(name, null)}>
                <Icon name="close" size={12} />
              </button>
            </span>
          ),
        )}
      </div>
    </details>
  );
}

/** The clauses that promises come from, by regulation. */
function Clauses({ chosen, onChoose }: { chosen: string; onChoose: (clause: string) => void }) {
  const say = useSay();
  const api = useApi();
  const { data } = useQuery({
    queryKey: ['clauses', 'titles', api.locale],
    staleTime: 600_000,
    queryFn: ({ signal }) => api.call('GET /api/clauses', { signal }),
  });
  const regulations = (data?.items ?? [])
    .map((regulation) => ({
      ...regulation,
      clauses: regulation.clauses.filter(({ controls }) => controls.some((name) => name.includes('.deadlines.'))),
    }))
    .filter(({ clauses }) => clauses.length > 0);
  return (
    <select aria-label={say(w.clause)} value={chosen} onChange={({ target }) => onChoose(target.value)}>
      <option value="">{say(w.anyClause)}</option>
      {chosen !== '' && !regulations.some(({ clauses }) => clauses.some(({ id }) => id === chosen)) && (
        <option value={chosen}>{chosen}</option>
      )}
      {regulations.map(({ code, title, clauses }) => (
        <optgroup key={code} label={`${code} ${title}`}>
          {clauses.map(({ id, clause, text }) => (
            <option key={id} value={id}>
              {clause} {text.slice(0, 40)}
            </option>
          ))}
        </optgroup>
      ))}
    </select>
  );
}
