import type { Span } from '#kernel/declare/span';
import { kitWords } from '../../kit/words.ts';
import { spanText } from '../../language/format.ts';
import { useLocale, useSay } from '../../preferences.tsx';
import { settingWords as w } from './words.ts';

export const isSpan = (value: unknown): value is Span =>
  typeof value === 'object' && value !== null && 'amount' in value && 'unit' in value && Object.keys(value).length === 2;

/** The value of a setting as people say it. */
export function SettingValue({ value }: { value: unknown }) {
  const say = useSay();
  const locale = useLocale();
  if (value === null || value === undefined) return <span className="quiet">{say(w.unset)}</span>;
  if (isSpan(value)) return <>{spanText(value, locale)}</>;
  if (typeof value === 'boolean') return <>{say(value ? kitWords.yes : kitWords.no)}</>;
  if (typeof value === 'number' || typeof value === 'string') return <>{String(value)}</>;
  if (Array.isArray(value) && value.every((each) => typeof each !== 'object')) return <>{value.join('、')}</>;
  return <code className="data">{JSON.stringify(value)}</code>;
}
