import { Link, useSearchParams } from 'react-router';
import { useSay } from '../../preferences.tsx';

/** One of a few ways to see the page, kept in the address. */
export function Choice({
  name,
  label,
  values,
  words,
  chosen,
}: {
  name: string;
  label: string;
  values: readonly string[];
  words: Record<string, readonly [string, string]>;
  chosen: string;
}) {
  const say = useSay();
  const [params] = useSearchParams();
  return (
    <nav className="tabs" aria-label={label}>
      {values.map((value) => {
        const after = new URLSearchParams(params);
        after.set(name, value);
        return (
          <Link key={value} to={`?${after.toString()}`} replace aria-current={chosen === value ? 'page' : undefined}>
            {say(words[value]!)}
          </Link>
        );
      })}
    </nav>
  );
}
