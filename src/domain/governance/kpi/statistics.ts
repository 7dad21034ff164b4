import { Decimal } from 'decimal.js';

/** The lower and upper end of a 95 % confidence interval, in the unit of what it belongs to. */
export type Interval = readonly [number, number];

/** Answers to "how likely are you to recommend us", 0 to 10: 9 and 10 promote, 7 and 8 are passive, 0 to 6 detract. */
export interface RecommendationCounts {
  promoters: number;
  passives: number;
  detractors: number;
}

/** `nps` from -100 to 100, `se` its standard error, `ci95` NPS ± 1.96 SE within ±100; null without answers, never 0. */
export interface NetPromoterScore extends RecommendationCounts {
  n: number;
  nps: number | null;
  se: number | null;
  ci95: Interval | null;
}

/** The net promoter score of scores from 0 to 10; throws RangeError for any other. */
export function nps(scores: readonly number[]): NetPromoterScore {
  checkScale(scores, 0, 10);
  const promoters = scores.filter((score) => score >= 9).length;
  const detractors = scores.filter((score) => score <= 6).length;
  return npsOfCounts({ promoters, passives: scores.length - promoters - detractors, detractors });
}

/**
 * The net promoter score of answers already counted. SE = 100 √((p + d − (p − d)²) / n) with the shares p and d of promoters
 * and detractors; it is 0 for one answer or a unanimous few, so show it with n.
 */
export function npsOfCounts({ promoters, passives, detractors }: RecommendationCounts): NetPromoterScore {
  const n = promoters + passives + detractors;
  const counts = { n, promoters, passives, detractors };
  if (n === 0) return { ...counts, nps: null, se: null, ci95: null };
  const score = (100 * (promoters - detractors)) / n;
  // n (p + d) − n² (p − d)² / n in whole numbers, so that a unanimous answer has an error of exactly 0.
  const variance = (n * (promoters + detractors) - (promoters - detractors) ** 2) / n ** 2;
  const se = 100 * Math.sqrt(variance / n);
  return { ...counts, nps: score, se, ci95: [Math.max(-100, score - Z95 * se), Math.min(100, score + Z95 * se)] };
}

/** `csat` is the share of 4 and 5 in % to 2 decimals, `ci95` its Wilson interval in %, `mean` the mean score. */
export interface Satisfaction {
  n: number;
  satisfied: number;
  csat: number | null;
  mean: number | null;
  ci95: Interval | null;
}

/** The satisfaction of scores from 1 to 5; throws RangeError for any other. */
export function csat(scores: readonly number[]): Satisfaction {
  checkScale(scores, 1, 5);
  const n = scores.length;
  const satisfied = scores.filter((score) => score >= 4).length;
  const interval = wilson(satisfied, n - satisfied);
  return { n, satisfied, csat: rate(satisfied, n), mean: mean(scores), ci95: interval && [100 * interval[0], 100 * interval[1]] };
}

/** `mean` is the mean score, `positiveShare` the share of 5 to 7 in % to 2 decimals. */
export interface Effort {
  n: number;
  mean: number | null;
  positiveShare: number | null;
}

/** The customer effort score ("they made it easy") of scores from 1 to 7; throws RangeError for any other. */
export function ces(scores: readonly number[]): Effort {
  checkScale(scores, 1, 7);
  return {
    n: scores.length,
    mean: mean(scores),
    positiveShare: rate(scores.filter((score) => score >= 5).length, scores.length),
  };
}

/** The Wilson score interval of a share, as fractions of 1; null without trials (Wilson 1927). `z` is 1.96 for 95 %. */
export function wilson(successes: number, failures: number, z = Z95): Interval | null {
  const n = successes + failures;
  if (n === 0) return null;
  const centre = (successes + z ** 2 / 2) / (n + z ** 2);
  const reach = (z / (n + z ** 2)) * Math.sqrt((successes * failures) / n + z ** 2 / 4);
  // At 0 and at all successes the end is 0 and 1 but for rounding.
  return [successes === 0 ? 0 : centre - reach, failures === 0 ? 1 : centre + reach];
}

/** `part` of `whole` in %, half-up to 2 decimals; null when there is nothing to divide by. */
export function rate(part: number, whole: number): number | null {
  return shareOf(part, whole, 100);
}

/** Complaints per million shipped, half-up to 2 decimals; null when nothing was shipped. */
export function ppm(complaints: number, shipped: number): number | null {
  return shareOf(complaints, shipped, 1_000_000);
}

/**
 * How many promised dates ('YYYY-MM-DD') were kept: of all that were delivered or were due before `asOf`, those delivered on
 * the agreed date or earlier. What is neither delivered nor due yet is not counted. `rate` in %, as {@link rate}.
 */
export function onTime(
  promises: readonly { agreed: string; delivered: string | null }[],
  asOf: string,
): { total: number; onTime: number; rate: number | null } {
  const counted = promises.filter(({ agreed, delivered }) => delivered !== null || agreed < asOf);
  const kept = counted.filter(({ agreed, delivered }) => delivered !== null && delivered <= agreed);
  return { total: counted.length, onTime: kept.length, rate: rate(kept.length, counted.length) };
}

/** The middle value; the mean of the two middle ones of an even number; null without values. */
export function median(values: readonly number[]): number | null {
  return percentile(values, 50);
}

/** The value below which `p` % (0 to 100) lie, interpolated linearly between the nearest two; null without values. */
export function percentile(values: readonly number[], p: number): number | null {
  if (!(p >= 0 && p <= 100)) throw new RangeError(`There is no percentile ${p}.`);
  if (values.length === 0) return null;
  const sorted = values.toSorted((a, b) => a - b);
  const rank = (p / 100) * (sorted.length - 1);
  const below = sorted[Math.floor(rank)]!;
  return below + (rank - Math.floor(rank)) * (sorted[Math.ceil(rank)]! - below);
}

/** The 97.5 % quantile of the normal distribution. */
const Z95 = 1.959963984540054;

function mean(values: readonly number[]): number | null {
  return values.length === 0 ? null : values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** Decimal, because 401 of 20,000 is 2.005 % and has to become 2.01. */
function shareOf(part: number, whole: number, of: number): number | null {
  if (whole === 0) return null;
  return new Decimal(part).times(of).div(whole).toDecimalPlaces(2, Decimal.ROUND_HALF_UP).toNumber();
}

function checkScale(scores: readonly number[], least: number, most: number): void {
  const wrong = scores.find((score) => !Number.isInteger(score) || score < least || score > most);
  if (wrong !== undefined) throw new RangeError(`${wrong} is not a score from ${least} to ${most}.`);
}
