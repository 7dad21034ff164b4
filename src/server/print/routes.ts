import type { Hono } from 'hono';
import { z } from 'zod';
import type { AnyDoc } from '#kernel/declare/record';
import { notFound } from '#kernel/problem';
import { quoted, snake } from '#kernel/run/columns';
import type { Kernel } from '#kernel/run/kernel';
import type { Kind } from '#kernel/run/kind';
import { read } from '#kernel/run/read';
import { parse } from '#kernel/run/validate';
import { offsetCache } from '#kernel/run/zone';
import type { Exchange } from '../http/exchange.ts';
import type { RecordDeps } from '../http/records.ts';
import { dataOf, printForms, sourceOf } from './forms.ts';
import { openPress, type Press } from './press.ts';

const asked = z.strictObject({ locale: z.enum(['zh', 'en']).optional() });
const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** The paper of a record as PDF, for whoever may see the record, without what is withheld from them. */
export function addPrintRoutes(
  app: Hono<{ Bindings: Exchange }>,
  { kernel, now, admitted }: RecordDeps,
  press: Press = openPress(),
): void {
  for (const form of printForms) {
    const kind = kernel.registry.kind(form.record);
    const path = `/api/${kind.record.plural}/:id/print`;
    const source = sourceOf(form);
    app.get(path, async (c) => {
      c.env.route = path;
      const actor = await admitted(c);
      const { locale = actor.locale } = parse(asked, Object.fromEntries(new URL(c.req.url).searchParams));
      const id = c.req.param('id') ?? '';
      if (!UUID.test(id)) throw notFound();
      const { record } = await read(kernel, actor, kind, id.toLowerCase(), now());
      const printed = offsetCache((await kernel.config()).zone).dateOf(now());
      const context = { locale, printed, company: await companyName(kernel), names: await namesIn(kernel, kind, record) };
      const pdf = await press.print(source, dataOf(form, kind, record, context));
      return new Response(pdf as Uint8Array<ArrayBuffer>, {
        headers: {
          'content-type': 'application/pdf',
          'content-disposition': `inline; filename="${record.number}.pdf"`,
          'cache-control': 'private, no-store',
        },
      });
    });
  }
}

/** The company's own name: that of the department which has none above it. */
async function companyName(kernel: Kernel): Promise<string> {
  const { rows } = await kernel.pool.query<{ name: string }>(
    `select name from department where parent is null and state = 'active' order by created_at, id limit 1`,
  );
  return rows[0]?.name ?? '';
}

/** What the records are called that this one refers to. Whoever sees the one may read their names on its paper. */
async function namesIn(kernel: Kernel, kind: Kind, doc: AnyDoc): Promise<Map<string, string>> {
  const names = new Map<string, string>();
  for (const { field, ref } of kind.columns) {
    const target = ref === null ? undefined : kernel.registry.kinds.get(ref);
    if (!target || typeof doc[field] !== 'string') continue;
    const { rows } = await kernel.pool.query<{ name: string }>(
      `select coalesce(r.${quoted(snake(target.record.title))}, r.number) as name from ${target.table} r where r.id = $1`,
      [doc[field]],
    );
    if (rows[0]) names.set(doc[field], rows[0].name);
  }
  return names;
}
