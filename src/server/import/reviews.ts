import { type Answer, answerOf, contentKey, scoreReaders } from './answers.ts';
import { cellOf, type Note } from './cells.ts';
import { reasons, wasImported } from './reasons.ts';
import type { Moment, Reading } from './source/values.ts';
import type { Joined } from './stage.ts';

/** A review that is to be brought over: an answer without its order and customer, which may not be there yet. */
export interface Review {
  key: string;
  answer: Omit<Answer, 'customer' | 'order'>;
}

const readers = scoreReaders();

/**
 * The reviews of an order that are not among `known` (keys of those that were brought over). Every row counts: a review's
 * number may stand in several, and an order may have several. A review that says something else than it did is noted and left alone.
 */
export function newReviews(
  rows: readonly Joined[],
  known: readonly string[],
  context: { moment: (text: string) => Reading<Moment>; now: number; note: Note; otherwise: number },
): Review[] {
  const keys = rows.map((row, i) => keyOf(row, rows.slice(0, i)));
  const gone = new Set(known.filter((key) => !keys.includes(key)).map(numberOf));
  return rows.flatMap((row, i) => {
    const key = keys[i]!;
    if (known.includes(key)) return [];
    if (gone.has(numberOf(key))) {
      context.note('reviews', 'review', row, wasImported(numberOf(key)), false);
      return [];
    }
    const answer = answerOf(
      (field) => (field === 'area' ? '' : cellOf('reviews', field, row)),
      readers,
      (field, reason) => context.note('reviews', field, row, reason, true),
    );
    if (!answer) {
      context.note('reviews', 'order', row, reasons.saysNothing, false);
      return [];
    }
    const at = answeredAt(row, context);
    return [{ key, answer: { ...answer, externalNumber: key, answeredAt: new Date(at).toISOString(), at } }];
  });
}

/** The review's number and a key of what it says; rows that are wholly alike are counted. */
function keyOf(row: Joined, before: readonly Joined[]): string {
  const said = JSON.stringify(row[1]);
  const alike = before.filter(([, cells]) => JSON.stringify(cells) === said).length;
  return `${cellOf('reviews', 'review', row).slice(0, 80)}/${contentKey(row[1])}${alike === 0 ? '' : `#${alike + 1}`}`;
}

const numberOf = (key: string): string => key.slice(0, key.lastIndexOf('/'));

function answeredAt(
  row: Joined,
  { moment, now, note, otherwise }: { moment: (text: string) => Reading<Moment>; now: number; note: Note; otherwise: number },
): number {
  const reading = moment(cellOf('reviews', 'answeredAt', row));
  if (reading.value !== null && reading.value.at >= 0 && reading.value.at <= now) return reading.value.at;
  note('reviews', 'answeredAt', row, reading.value === null ? (reading.fault ?? reasons.noAnswerDate) : reasons.notYet, true);
  return otherwise;
}
