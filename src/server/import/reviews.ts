import type { Queryable } from '#kernel/run/transaction';
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

export interface ReviewContext {
  moment: (text: string) => Reading<Moment>;
  /** Epoch milliseconds; nobody has answered later. */
  now: number;
  note: Note;
  /** When an answer without a time is taken to have been given; null: it is left out. */
  otherwise: number | null;
}

const readers = scoreReaders();

/**
 * The reviews of an order that are not among `known` (keys of those that were brought over). Every row counts: a review's
 * number may stand in several, and an order may have several. A review that says something else than it did is noted and left alone.
 */
export function newReviews(rows: readonly Joined[], known: readonly string[], context: ReviewContext): Review[] {
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
    if (at === null) return [];
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

function answeredAt(row: Joined, { moment, now, note, otherwise }: ReviewContext): number | null {
  const reading = moment(cellOf('reviews', 'answeredAt', row));
  if (reading.value !== null && reading.value.at >= 0 && reading.value.at <= now) return reading.value.at;
  const unread = otherwise === null ? reasons.noAnswerDateAtAll : reasons.noAnswerDate;
  note('reviews', 'answeredAt', row, reading.value === null ? (reading.fault ?? unread) : reasons.notYet, otherwise !== null);
  return otherwise;
}

/** Of these keys, those under which the survey has an answer. */
export async function answersThere(client: Queryable, survey: string, keys: readonly string[]): Promise<Set<string>> {
  const { rows } = await client.query<{ key: string }>({
    name: 'import_answers_there',
    text: 'select external_number as key from survey_response where survey = $1 and external_number = any($2::text[])',
    values: [survey, keys],
  });
  return new Set(rows.map((r) => r.key));
}

/** A review whose order the source does not bring along: of an order that was brought over before, or of none. */
export interface StrayReview extends Review {
  row: Joined;
  order: string | null;
  customer: string | null;
}

/** Reads reviews that belong to no order of the source. */
export async function strayReviews(
  client: Queryable,
  source: string,
  rows: readonly Joined[],
  context: Omit<ReviewContext, 'otherwise'>,
): Promise<StrayReview[]> {
  const byOrder = Map.groupBy(rows, (row) => cellOf('reviews', 'order', row));
  const { rows: orders } = await client.query<{ number: string; id: string; customer: string }>(
    'select external_number as number, id, customer from "order" where source = $1 and external_number = any($2::text[])',
    [source, [...byOrder.keys()]],
  );
  const known = new Map(orders.map((o) => [o.number, o]));
  return [...byOrder].flatMap(([number, mine]) => {
    const { id: order = null, customer = null } = known.get(number) ?? {};
    const lineOf = new Map(mine.map((row, i) => [keyOf(row, mine.slice(0, i)), row]));
    return newReviews(mine, [], { ...context, otherwise: null }).map((review) => ({
      ...review,
      row: lineOf.get(review.key)!,
      order,
      customer,
    }));
  });
}
