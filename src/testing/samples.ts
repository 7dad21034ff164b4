import { z } from 'zod';

/** What a sample is made of besides its schema. */
export interface Sampling {
  /** `YYYY-MM-DD` and ISO: every date and every instant of a sample is this one, so that they never contradict each other. */
  today: string;
  instant: string;
  /** The id of a record of that name; null when there is none. Where several are asked for, the second is called `name#2`, and so on. */
  idOf: (record: string) => string | null;
}

const SEEDS = 60;

/** Members whose rule an effect knows and the schema does not say: a zone, a declared setting, only one standard calendar. */
export const BY_NAME: Record<string, unknown> = { timeZone: 'Asia/Shanghai', key: 'order.penalty_rate', standard: false };

/**
 * A value that the schema accepts: every optional member given, the first of every choice, and so on; where a refinement
 * refuses that, other choices and fewer optional members until it is accepted. Texts are numbered, so that no two are equal.
 * `seed` asks for another value than the first.
 * @throws Error when none is found: the schema then needs a hand-made sample.
 */
export function sampleOf(schema: z.ZodType, sampling: Sampling, seed = 0): unknown {
  const said = saidBy(schema);
  for (let s = seed; s < seed + SEEDS; s++) {
    const value = valueOf(said, { ...sampling, pick: pickerOf(s) });
    if (schema.safeParse(value).success) return value;
  }
  throw new Error(`No sample fits ${JSON.stringify(said).slice(0, 400)}`);
}

/** The names of the records that a schema refers to, at any depth; `name#2` for the second of a list of at least two. */
export function refsIn(schema: z.ZodType): string[] {
  const found = new Set<string>();
  JSON.stringify(saidBy(schema), (_, value: unknown) => {
    const { ref, items, minItems = 0 } = (value ?? {}) as Said;
    if (typeof ref === 'string') found.add(ref);
    if (typeof items === 'object' && items.ref !== undefined)
      for (let nth = 1; nth < minItems; nth++) found.add(nthOf(items.ref, nth));
    return value;
  });
  return [...found];
}

const nthOf = (record: string, nth: number): string => (nth === 0 ? record : `${record}#${nth + 1}`);

const saidOnce = new WeakMap<z.ZodType, Said>();

function saidBy(schema: z.ZodType): Said {
  const said = saidOnce.get(schema) ?? (z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }) as Said);
  saidOnce.set(schema, said);
  return said;
}

interface Said {
  type?: string | string[];
  const?: unknown;
  enum?: unknown[];
  anyOf?: Said[];
  oneOf?: Said[];
  ref?: string;
  files?: boolean;
  format?: string;
  pattern?: string;
  minLength?: number;
  maxLength?: number;
  minimum?: number;
  maximum?: number;
  exclusiveMinimum?: number;
  multipleOf?: number;
  items?: Said | boolean;
  prefixItems?: Said[];
  minItems?: number;
  properties?: Record<string, Said>;
  required?: string[];
}

interface Making extends Sampling {
  /** One of `n`: 0 for the first seed. */
  pick: (n: number) => number;
}

function valueOf(said: Said, making: Making): unknown {
  if (said.const !== undefined) return said.const;
  if (said.enum) return said.enum[making.pick(said.enum.length)];
  const either = (said.anyOf ?? said.oneOf)?.filter((one) => one.type !== 'null');
  if (either) return valueOf(either[making.pick(either.length)] ?? { type: 'null' }, making) ?? null;
  if (said.ref !== undefined) return making.idOf(said.ref);
  if (said.files) return []; // each would have to be uploaded before
  switch (Array.isArray(said.type) ? said.type[0] : said.type) {
    case 'string':
      return textOf(said, making);
    case 'integer':
    case 'number':
      return numberOf(said, making);
    case 'boolean':
      return making.pick(2) === 0;
    case 'array':
      return arrayOf(said, making);
    case 'object':
      return objectOf(said, making);
    case 'null':
      return null;
    default:
      return '任意'; // any JSON
  }
}

let texts = 0;
/** What the patterns in use ask for. A new pattern adds its own line. */
const PATTERNED = ['12.00', '0.10', '1', '08:30', '18:00', '2026', 'M0 0L9 9', 'A-1', 'a'.repeat(64), '13800000000'];

function textOf(said: Said, { today, instant, pick }: Making): string {
  if (said.format === 'date') return today;
  if (said.format === 'date-time') return instant;
  if (said.format === 'email') return `sample${++texts}@example.com`;
  if (said.format === 'uri') return `https://example.com/${++texts}`;
  if (said.format === 'uuid') return crypto.randomUUID();
  if (said.pattern !== undefined) {
    const pattern = new RegExp(said.pattern, 'u');
    const fitting = PATTERNED.filter((text) => pattern.test(text));
    if (fitting.length === 0) throw new Error(`No sample fits the pattern ${said.pattern}.`);
    return fitting[pick(fitting.length)]!;
  }
  return `${++texts} 样例`.padEnd(said.minLength ?? 0, '。').slice(0, said.maxLength);
}

function numberOf(said: Said, { pick }: Making): number {
  const least = Math.max(said.minimum ?? -1e9, said.exclusiveMinimum === undefined ? -1e9 : said.exclusiveMinimum + 1, 1);
  const number = Math.min(least + pick(5), said.maximum ?? 1e9);
  return said.multipleOf === undefined || said.multipleOf < 1 ? number : Math.ceil(number / said.multipleOf) * said.multipleOf;
}

function arrayOf(said: Said, making: Making): unknown[] {
  if (said.prefixItems) return said.prefixItems.map((item, i) => valueOf(item, { ...making, pick: (n) => Math.min(i, n - 1) }));
  const item = typeof said.items === 'object' ? said.items : {};
  const idOf = (nth: number) => (record: string) => making.idOf(nthOf(record, nth));
  return Array.from({ length: Math.max(said.minItems ?? 0, 1) }, (_, nth) => valueOf(item, { ...making, idOf: idOf(nth) }));
}

function objectOf(said: Said, making: Making): Record<string, unknown> {
  const required = new Set(said.required);
  const members = Object.entries(said.properties ?? {}).filter(([name]) => required.has(name) || making.pick(2) === 0);
  return Object.fromEntries(members.map(([name, inner]) => [name, BY_NAME[name] ?? valueOf(inner, making)]));
}

/** Deterministic choices: always the first for seed 0, spread evenly for others (a linear congruential generator). */
function pickerOf(seed: number): Making['pick'] {
  let state = seed * 2_654_435_761;
  return (n) => {
    if (seed === 0) return 0;
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * n);
  };
}
