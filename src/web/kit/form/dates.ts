/**
 * A date `2026-12-05` from what people type: `20261205`, `2026/12/5`, `2026年12月5日`, `12-5` (of `year`); null when it is none.
 */
export function dayFrom(typed: string, year: number): string | null {
  const text = typed.trim().replace(/[０-９]/g, (wide) => String.fromCharCode(wide.charCodeAt(0) - 0xfee0));
  const full = /^(\d{4})(\d\d)(\d\d)$/.exec(text) ?? /^(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?$/.exec(text);
  const short = /^(\d{1,2})[-/.月](\d{1,2})日?$/.exec(text);
  const [y, m, d] = full ? full.slice(1).map(Number) : short && year > 0 ? [year, Number(short[1]), Number(short[2])] : [];
  if (y === undefined || m === undefined || d === undefined) return null;
  const date = new Date(Date.UTC(y, m - 1, d));
  return date.getUTCMonth() === m - 1 && date.getUTCDate() === d ? date.toISOString().slice(0, 10) : null;
}

/** `2026-12-05T14:30` from a date and a time of day, with a space or a `T` between: `12-5 14:30`, `20261205 1430`. */
export function instantFrom(typed: string, year: number): string | null {
  const [, date = '', hours = '', minutes = ''] = /^(.+?)[\sT]+(\d{1,2})[:：]?(\d\d)$/.exec(typed.trim()) ?? [];
  const day = dayFrom(date, year);
  if (day === null || Number(hours) > 23 || Number(minutes) > 59) return null;
  return `${day}T${hours.padStart(2, '0')}:${minutes}`;
}
