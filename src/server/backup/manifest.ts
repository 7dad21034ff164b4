import { z } from 'zod';

const sha256 = z.string().regex(/^[0-9a-f]{64}$/);
const part = z.object({ name: z.string(), bytes: z.int().nonnegative(), sha256 });

/** The last part of a backup: what it holds, and how every other part must hash. */
export const manifest = z.object({
  format: z.literal('lvyue-backup-1'),
  /** The instant of the database's snapshot, as the database's clock had it. */
  at: z.iso.datetime({ offset: true }),
  server: z.string(),
  migrations: z.array(z.object({ name: z.string(), sha256 })),
  tables: z.array(
    z.object({
      schema: z.string(),
      name: z.string(),
      columns: z.array(z.string()),
      rows: z.int().nonnegative(),
      parts: z.array(part),
    }),
  ),
  sequences: z.array(z.object({ schema: z.string(), name: z.string(), last: z.string().regex(/^-?\d+$/), called: z.boolean() })),
  files: z.array(part),
  /** The public ones; all of them only when asked for: whoever has those can sign a journal in the company's name. */
  keys: z.array(part),
});

export type Manifest = z.infer<typeof manifest>;
export type Part = z.infer<typeof part>;

export const MANIFEST = 'manifest.json';
