import type { Content } from './content.ts';

/** One place in which two contents differ; a line that came or went differs as a whole. */
export interface Difference {
  /** JSON pointer: `/paymentTerms`, `/items/2/unitPrice`, `/items/3`. */
  path: string;
  /** `null` where there was, or is, nothing. */
  before: unknown;
  after: unknown;
}

/** What is different in `after`, part by part; lines are recognised by their ids. Pure. */
export function differencesOf(before: Content, after: Content, parts: readonly string[]): Difference[] {
  return parts.flatMap((part) => {
    const [old, now] = [before[part] ?? null, after[part] ?? null];
    if (same(old, now)) return [];
    if (!isLines(old) || !isLines(now)) return [{ path: `/${part}`, before: old, after: now }];
    return lineDifferences(`/${part}`, old, now);
  });
}

interface Line {
  id: string;
  [column: string]: unknown;
}

function lineDifferences(path: string, before: readonly Line[], after: readonly Line[]): Difference[] {
  const old = new Map(before.map((line) => [line.id, line]));
  const changed = after.flatMap((line, position): Difference[] => {
    const was = old.get(line.id);
    if (!was) return [{ path: `${path}/${position}`, before: null, after: line }];
    return Object.keys(line)
      .filter((column) => !same(was[column], line[column]))
      .map((column) => ({ path: `${path}/${position}/${column}`, before: was[column] ?? null, after: line[column] ?? null }));
  });
  const kept = new Set(after.map(({ id }) => id));
  const gone = before.flatMap((line, position): Difference[] =>
    kept.has(line.id) ? [] : [{ path: `${path}/${position}`, before: line, after: null }],
  );
  return [...changed, ...gone];
}

const isLines = (value: unknown): value is Line[] =>
  Array.isArray(value) && value.every((line) => typeof line === 'object' && line !== null && 'id' in line);

const same = (a: unknown, b: unknown): boolean => JSON.stringify(a ?? null) === JSON.stringify(b ?? null);
