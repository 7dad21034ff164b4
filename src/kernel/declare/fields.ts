import { z } from 'zod';

/** What a field's schema says beyond zod: its column type and what it points at. */
export interface FieldMeta {
  ref?: string;
  /** Whoever of the company may write the field may name any record in it; see `mention`. */
  mention?: boolean;
  sql?: string;
  /** Whether it holds files. */
  files?: boolean;
}

/** A reference to another record (its id). Declarations that need each other name the other by its name alone. */
export const ref = (target: { name: string }) => z.uuid().meta({ ref: target.name } satisfies FieldMeta);

/**
 * A reference in which any record may be named by whoever of the company may write it, also one that they may not read: they are told
 * its number and name, and nothing else. A customer tells their complaint to whichever employee they meet.
 */
export const mention = (target: { name: string }) => z.uuid().meta({ ref: target.name, mention: true } satisfies FieldMeta);

/** One line or paragraph that a person writes; white space around it is dropped. Length in characters. */
export const text = (min = 1, max = 4000) => z.string().trim().min(min).max(max);

/** A calendar date, `YYYY-MM-DD`, without a time or zone. */
export const day = () => z.iso.date();

/** An instant with its offset, to the millisecond. */
export const instant = () =>
  z.iso
    .datetime({ offset: true })
    .overwrite((value) => (Number.isNaN(Date.parse(value)) ? value : new Date(value).toISOString()))
    .meta({ sql: 'timestamptz(3)' } satisfies FieldMeta);

/** An amount of money, as a decimal string with at most two decimals. Never a float. */
export const money = () =>
  z
    .string()
    .regex(/^-?\d{1,15}(\.\d{1,2})?$/)
    .overwrite((value) => decimals(value, 2))
    .meta({ sql: 'numeric(18,2)' } satisfies FieldMeta);

/** A quantity, as a decimal string with at most six decimals. */
export const quantity = () =>
  z
    .string()
    .regex(/^-?\d{1,12}(\.\d{1,6})?$/)
    .overwrite((value) => decimals(value, 6))
    .meta({ sql: 'numeric(18,6)' } satisfies FieldMeta);

/** A number of pieces or hours, or a price of one, that is not below zero: a decimal string with at most six decimals. */
export const amount = () =>
  z
    .string()
    .regex(/^\d{1,12}(\.\d{1,6})?$/)
    .overwrite((value) => decimals(value, 6))
    .meta({ sql: 'numeric(18,6)' } satisfies FieldMeta);

/** A share of a whole, less than all of it: `0.13` is 13 %. At most six decimals. */
export const share = () =>
  z
    .string()
    .regex(/^0(\.\d{1,6})?$/)
    .overwrite((value) => decimals(value, 6))
    .meta({ sql: 'numeric(18,6)' } satisfies FieldMeta);

/** One of a few named values. */
export const choice = <const V extends readonly [string, ...string[]]>(values: V) => z.enum(values);

/** Yes or no. */
export const flag = () => z.boolean();

/** A whole number. */
export const whole = (min = 0, max = 2_147_483_647) => z.int().min(min).max(max);

/** Structured data that nobody filters by. */
export const data = <S extends z.ZodType>(schema: S) => schema.meta({ sql: 'jsonb' } satisfies FieldMeta);

/** A file that was uploaded, as the upload was answered: whoever names a file repeats all of it, so that the journal says its hash. */
export const storedFile = z.strictObject({
  id: z.uuid(),
  name: z.string().min(1).max(200),
  /** A media type, such as `image/jpeg`. */
  type: z.string().min(1).max(100),
  /** Bytes. */
  size: z.int().min(0),
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
});
export type StoredFile = z.infer<typeof storedFile>;

/** Files, such as photos: between `min` and `max` of them. */
export const files = (min = 0, max = 20) =>
  z
    .array(storedFile)
    .min(min)
    .max(max)
    .meta({ sql: 'jsonb', files: true } satisfies FieldMeta);

/** What must be shown at the moment of a step. */
export const proof = {
  /** Words, at least `min` characters. */
  text: (min = 1) => text(min),
  /** Photos and papers. */
  files,
  /** Who signed, as written by the signer, and the drawn signature as an SVG path if there is one. */
  signature: () =>
    z.object({
      name: text(1, 80),
      strokes: z
        .string()
        .max(100_000)
        .regex(/^[MLQCZ0-9 .,-]*$/)
        .optional(),
    }),
};

/** Pads to the decimals that the column keeps, so that what is answered is what will be read. */
function decimals(value: string, places: number): string {
  const [whole = '0', fraction = ''] = value.split('.');
  return `${whole}.${fraction.padEnd(places, '0')}`;
}

/** The part of a schema that is stored: without optional and nullable around it. */
export function bare(schema: z.ZodType): { inner: z.ZodType; nullable: boolean } {
  let inner = schema;
  let nullable = false;
  while (inner instanceof z.ZodNullable || inner instanceof z.ZodOptional || inner instanceof z.ZodDefault) {
    if (!(inner instanceof z.ZodDefault)) nullable = true;
    inner = inner.unwrap() as z.ZodType;
  }
  return { inner, nullable };
}

/** Meta of a field, found under nullable and default. */
export const metaOf = (schema: z.ZodType): FieldMeta => ({
  ...(bare(schema).inner.meta() as FieldMeta | undefined),
  ...(schema.meta() as FieldMeta | undefined),
});
