import { useFormat } from '../../company.ts';
import { useSay } from '../../preferences.tsx';
import { RefText } from '../value.tsx';
import { kitWords } from '../words.ts';
import { type Column, type Filter, ME, PROMISE } from './question.ts';
import { DAY_RANGES, PROMISE_RANGES } from './relative.ts';
import { listWords as w } from './words.ts';

/** What a condition asks for, in words. */
export function FilterText({ column, filter: { is, from, to, has, empty, in: range } }: { column: Column; filter: Filter }) {
  const say = useSay();
  const format = useFormat();
  const { sort, choices } = column;
  if (empty !== undefined && column.field === PROMISE) return <>{say(empty ? w.noPromise : w.anyPromise)}</>;
  if (empty !== undefined) return <>{say(empty ? w.isEmpty : w.isGiven)}</>;
  if (range !== undefined) return <>{say(DAY_RANGES[range] ?? PROMISE_RANGES[range] ?? w.any)}</>;
  if (has !== undefined) return <>“{has}”</>;
  if (from !== undefined || to !== undefined) {
    const told = (value: string | undefined) =>
      value === undefined ? '…' : sort.is === 'instant' ? format.shortInstant(value) : value;
    return (
      <>
        {told(from)} – {told(to)}
      </>
    );
  }
  if (!is) return <>{say(w.any)}</>;
  if (sort.is === 'ref')
    return (
      <>
        {is.map((id, i) => (
          <span key={id}>
            {i > 0 && '、'}
            {id === ME ? say(w.mine) : <RefText to={sort.to} id={id} linked={false} />}
          </span>
        ))}
      </>
    );
  return (
    <>
      {is
        .map((value) =>
          sort.is === 'flag'
            ? say(value === 'true' ? kitWords.yes : kitWords.no)
            : choices?.[value]
              ? say(choices[value])
              : value,
        )
        .join('、')}
    </>
  );
}
