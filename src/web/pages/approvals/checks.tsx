import type { ApprovalTask } from '../../api/routes.ts';
import { useSay } from '../../preferences.tsx';
import { approvalWords as w } from './words.ts';

interface ChecksProps {
  checks: ApprovalTask['checks'];
  value: readonly string[];
  onChange: (checked: readonly string[]) => void;
}

/** The points that whoever approves answers for, one by one. */
export function Checks({ checks, value, onChange }: ChecksProps) {
  const say = useSay();
  return (
    <fieldset className="approval-checks">
      <legend>{say(w.checks)}</legend>
      {checks.map(({ name, label }) => (
        <label key={name}>
          <input
            type="checkbox"
            checked={value.includes(name)}
            onChange={({ target }) => onChange(target.checked ? [...value, name] : value.filter((one) => one !== name))}
          />
          {label}
        </label>
      ))}
      <p className="quiet">{say(w.checkAll)}</p>
    </fieldset>
  );
}
