import { useSay } from '../../preferences.tsx';
import type { Sort } from '../../registry.ts';
import { Icon } from '../icon.tsx';
import { Value } from '../value.tsx';
import { kitWords } from '../words.ts';
import { RefPicker } from './ref-picker.tsx';
import { formWords as w } from './words.ts';

/** Several values of one sort: people of a team, lines of text. */
export function RefList({
  of,
  value,
  onChange,
  label,
}: {
  of: Sort;
  value: readonly string[];
  onChange: (value: string[]) => void;
  label: string;
}) {
  const say = useSay();
  const without = (index: number) => onChange(value.filter((_, i) => i !== index));
  if (of.is !== 'ref')
    return (
      <textarea
        aria-label={label}
        value={value.join('\n')}
        onChange={({ target }) => onChange(target.value === '' ? [] : target.value.split('\n'))}
      />
    );
  return (
    <>
      {value.length > 0 && (
        <ul className="chips">
          {value.map((id, i) => (
            <li key={id} className="chip picked">
              <Value sort={of} value={id} linked={false} />
              <button type="button" aria-label={say(kitWords.remove)} onClick={() => without(i)}>
                <Icon name="close" size={12} />
              </button>
            </li>
          ))}
        </ul>
      )}
      <RefPicker
        key={value.length}
        to={of.to}
        value={null}
        label={`${label} · ${say(w.addOne)}`}
        onChange={(id) => {
          if (id !== null && !value.includes(id)) onChange([...value, id]);
        }}
      />
    </>
  );
}
