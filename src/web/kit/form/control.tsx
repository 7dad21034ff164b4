import { useId } from 'react';
import type { StoredFile } from '#kernel/declare/fields';
import type { AnyDoc } from '#kernel/declare/record';
import { plainText, tell } from '../../language/format.ts';
import { useLocale, useSay } from '../../preferences.tsx';
import { kitWords } from '../words.ts';
import { DateInput } from './date-input.tsx';
import type { Asked } from './fields.ts';
import { FilesInput } from './files-input.tsx';
import { RefList } from './ref-list.tsx';
import { RefPicker } from './ref-picker.tsx';
import { SignaturePad } from './signature-pad.tsx';

interface ControlProps {
  field: Asked;
  value: unknown;
  onChange: (value: unknown, chosen?: AnyDoc) => void;
  /** What is wrong with it, already in the reader's language. */
  fault?: string | undefined;
  autoFocus?: boolean;
}

/** One question of a form with its label, its control and what is wrong with the answer. */
export function Field(props: ControlProps) {
  const say = useSay();
  const id = useId();
  const { field, fault } = props;
  const faultId = `${id}-fault`;
  const group = ['signature', 'list', 'files'].includes(field.sort.is);
  const label = (
    <>
      {say(field.label)} {!field.required && field.sort.is !== 'flag' && <small>{say(kitWords.optional)}</small>}
    </>
  );
  const told = fault !== undefined && (
    <span className="fault" id={faultId}>
      {fault}
    </span>
  );
  if (field.sort.is === 'affirmation' || (field.sort.is === 'flag' && !field.nullable))
    return (
      <div className="field" data-field={field.name}>
        <label className="check">
          <input
            type="checkbox"
            checked={props.value === true}
            autoFocus={props.autoFocus}
            data-first={props.autoFocus}
            aria-invalid={fault !== undefined}
            aria-describedby={fault === undefined ? undefined : faultId}
            onChange={(event) => props.onChange(event.target.checked ? true : field.sort.is === 'flag' ? false : undefined)}
          />
          {say(field.label)}
        </label>
        {told}
      </div>
    );
  return (
    <div
      className={`field${wide(field) ? ' wide' : ''}`}
      data-field={field.name}
      {...(group && { role: 'group', 'aria-labelledby': `${id}-name` })}
    >
      {group ? (
        <span className="field-name" id={`${id}-name`}>
          {label}
        </span>
      ) : (
        <label className="field-name" htmlFor={id}>
          {label}
        </label>
      )}
      <Control {...props} id={id} describedBy={fault === undefined ? undefined : faultId} />
      {told}
    </div>
  );
}

/** Whether a question wants the whole width. */
const wide = ({ sort }: Asked): boolean =>
  (sort.is === 'text' && sort.long) || sort.is === 'data' || sort.is === 'signature' || sort.is === 'list' || sort.is === 'files';

/** The control alone. `label` names it where nothing else does, as in a table, whose rows also want it in one line. */
export function Control({
  field,
  value,
  onChange,
  fault,
  autoFocus,
  id,
  label,
  describedBy,
}: ControlProps & { id?: string; label?: string; describedBy?: string | undefined }) {
  const say = useSay();
  const locale = useLocale();
  const common = {
    id,
    'aria-label': label,
    'aria-invalid': fault !== undefined,
    'aria-describedby': describedBy,
    autoFocus,
    'data-first': autoFocus,
  };
  const text = typeof value === 'string' ? value : '';
  const typed = { ...common, value: text, onChange: (event: { target: { value: string } }) => onChange(event.target.value) };
  switch (field.sort.is) {
    case 'choice':
    case 'flag': {
      const options: [string, string][] =
        field.sort.is === 'choice'
          ? field.sort.values.map((v) => [v, field.choices?.[v] ? tell(field.choices[v], locale) : v])
          : [
              ['true', say(kitWords.yes)],
              ['false', say(kitWords.no)],
            ];
      return (
        <select
          {...common}
          value={value === undefined || value === null ? '' : plainText(value)}
          onChange={({ target }) =>
            onChange(target.value === '' ? undefined : field.sort.is === 'flag' ? target.value === 'true' : target.value)
          }
        >
          <option value="">{say(field.required ? kitWords.choose : kitWords.none)}</option>
          {options.map(([v, name]) => (
            <option key={v} value={v}>
              {name}
            </option>
          ))}
        </select>
      );
    }
    case 'ref':
      return (
        <RefPicker
          to={field.sort.to}
          mention={field.sort.mention}
          value={typeof value === 'string' && value !== '' ? value : null}
          onChange={(chosen, item) => onChange(chosen ?? undefined, item)}
          invalid={fault !== undefined}
          {...(id !== undefined && { id })}
          {...(label !== undefined && { label })}
          {...(autoFocus && { autoFocus })}
          describedBy={describedBy}
        />
      );
    case 'list':
      return (
        <RefList of={field.sort.of} value={(value as string[] | undefined) ?? []} onChange={onChange} label={say(field.label)} />
      );
    case 'files':
      return (
        <FilesInput
          value={(value as StoredFile[] | undefined) ?? []}
          onChange={(change) => onChange((now: unknown) => change((now as StoredFile[] | undefined) ?? []))}
          most={field.sort.most}
          label={say(field.label)}
          invalid={fault !== undefined}
          describedBy={describedBy}
        />
      );
    case 'signature':
      return (
        <SignaturePad
          value={value as { name: string; strokes?: string } | undefined}
          onChange={onChange}
          invalid={fault !== undefined}
        />
      );
    case 'day':
      return <DateInput {...common} value={text} onChange={onChange} />;
    case 'instant':
      return <DateInput time {...common} value={text} onChange={onChange} />;
    case 'money':
    case 'quantity':
      return <input type="text" inputMode="decimal" className="amount" {...typed} />;
    case 'whole':
      if (field.sort.few)
        return (
          <select {...common} value={text} onChange={({ target }) => onChange(target.value === '' ? undefined : target.value)}>
            <option value="">{say(field.required ? kitWords.choose : kitWords.none)}</option>
            {field.sort.few.map((n) => (
              <option key={n}>{n}</option>
            ))}
          </select>
        );
      return <input type="text" inputMode="numeric" {...typed} />;
    case 'data':
      return <textarea spellCheck={false} {...typed} />;
    default:
      return field.sort.is === 'text' && field.sort.long && label === undefined ? (
        <textarea {...typed} />
      ) : (
        <input type="text" {...typed} />
      );
  }
}
