import { z } from 'zod';
import type { AnyDoc } from '#kernel/declare/record';
import { notAllowed } from '#kernel/problem';
import type { Actor } from '#kernel/run/actor';
import { instantText, quoted, snake } from '#kernel/run/columns';
import { mayTake } from '#kernel/run/deed';
import type { Kernel } from '#kernel/run/kernel';
import type { Kind } from '#kernel/run/kind';
import { countOf, list } from '#kernel/run/list';
import { scopeOf } from '#kernel/run/load';
import { questionOf } from '#server/http/question';
import type { Doing } from '#server/long-work/do';
import { noteFile } from '#server/long-work/work';
import { SHEET_TYPES, type SheetCell, sheetOf } from '#server/sheets/write';
import { type ExportColumn, exportColumns, PROMISE } from './cells.ts';

/** What an export is asked for. */
export const ExportWanted = z.strictObject({
  record: z.string().max(60),
  /** What the list is asked: filters, sort and `q`, as in its address. */
  query: z.string().max(6000).default(''),
  columns: z.array(z.string().max(60)).min(1).max(80),
  format: z.enum(['xlsx', 'csv']).default('xlsx'),
  /** Whether confidential columns may be among them; each record is then noted in the access log. */
  confidential: z.boolean().default(false),
});
export type ExportWanted = z.infer<typeof ExportWanted>;

export const MOST_ROWS = 100_000;
const PAGE = 1000;

/** The parameters of the question that are not the page's own. @throws Problem invalid. */
export function questionIn(query: string): ReturnType<typeof questionOf> {
  return { ...questionOf(new URLSearchParams(query)), limit: PAGE, after: null, count: false };
}

/** @throws Problem not-allowed where the actor is a customer's person or sees no rows of the kind, or asks for confidential columns without the right to read them. */
export function mayExport(kind: Kind, actor: Actor, wanted: Pick<ExportWanted, 'confidential'>): void {
  if (actor.customer !== null || !scopeOf(kind, actor)) throw notAllowed(Object.keys(kind.record.permit.read));
  const rule = kind.record.permit.confidential;
  if (wanted.confidential && rule && !mayTake(rule.read, actor)) throw notAllowed(rule.read);
}

/** Writes what the list shows to whoever asked into a file: page by page, as the list itself would, up to 100,000 rows. */
export async function exportRows({ kernel, files, work, actor, now, rest }: Doing): Promise<void> {
  const kind = kernel.registry.kind(work.record);
  const wanted = ExportWanted.parse({ ...work.asked, record: work.record });
  mayExport(kind, actor, wanted);
  const question = questionIn(wanted.query);
  const { zone } = await kernel.config();
  const hidden = kind.record.permit.confidential?.fields ?? [];
  const columns = exportColumns(kind, wanted.columns, (field) => wanted.confidential || !hidden.includes(field), {
    locale: actor.locale,
    zone,
  });
  const { value: total, more } = await countOf(kernel, actor, kind, question, MOST_ROWS);
  await rest({ done: 0, total, counts: more ? { leftOut: 1 } : {} });
  const confidential = columns.map(({ field }) => field).filter((field) => hidden.includes(field));

  async function* rows(): AsyncGenerator<SheetCell[]> {
    let after: string | null = null;
    for (let done = 0; done < MOST_ROWS; ) {
      const page: Awaited<ReturnType<typeof list>> = await list(kernel, actor, kind, { ...question, after });
      const items = page.items.slice(0, MOST_ROWS - done);
      const opened = await openConfidential(kernel, actor, kind, items, confidential, now());
      const due = wanted.columns.includes(PROMISE) ? await nextDue(kernel, items) : new Map<string, string>();
      for (const item of items) yield cellsOf(columns, { ...item, ...opened.get(item.id), [PROMISE]: due.get(item.id) ?? null });
      done += items.length;
      after = page.next;
      await rest({ done });
      if (after === null) return;
    }
  }

  const key = `long-work/${work.id}.${wanted.format}`;
  const name = kind.words.name[actor.locale === 'zh' ? 0 : 1];
  const { size } = await files.put(key, sheetOf(wanted.format, name, columns, rows()));
  await noteFile(kernel.pool, work.id, {
    part: 'result',
    key,
    name: `${name} ${stampOf(now(), zone)}.${wanted.format}`,
    type: SHEET_TYPES[wanted.format],
    size,
  });
}

const cellsOf = (columns: readonly ExportColumn[], item: AnyDoc): SheetCell[] => {
  const refs = item['refs'] as Parameters<ExportColumn['cellOf']>[1];
  return columns.map(({ field, cellOf }) => cellOf(item[field], refs));
};

/** When the next promise on each record is due (ISO). */
async function nextDue({ pool }: Kernel, items: readonly AnyDoc[]): Promise<ReadonlyMap<string, string>> {
  const { rows } = await pool.query<{ id: string; due: string }>(
    `select c.record_id as id, ${instantText('min(c.due_at)')} as due from commitment c
where c.record_id = any($1::uuid[]) and c.settled_at is null and c.due_at is not null group by c.record_id`,
    [items.map(({ id }) => id)],
  );
  return new Map(rows.map(({ id, due }) => [id, due]));
}

/** Reads confidential fields of rows that the actor sees; each that holds something is noted as opened by this actor. */
async function openConfidential(
  kernel: Kernel,
  actor: Actor,
  kind: Kind,
  items: readonly AnyDoc[],
  fields: readonly string[],
  now: number,
): Promise<ReadonlyMap<string, Record<string, unknown>>> {
  if (fields.length === 0 || items.length === 0) return new Map();
  const names = fields.map((field) => `'${field}', r.${quoted(snake(field))}`).join(', ');
  const { rows } = await kernel.pool.query<{ id: string; values: Record<string, unknown> }>(
    `with opened as (select r.id, json_strip_nulls(json_build_object(${names})) as values from ${kind.table} r where r.id = any($1::uuid[])),
noted as (insert into access_log (at, actor, record, record_id, fields)
  select $2, $3, $4, o.id, array(select json_object_keys(o.values)) from opened o where o.values::text <> '{}')
select id, values from opened`,
    [items.map(({ id }) => id), new Date(now), actor.id, kind.record.name],
  );
  return new Map(rows.map(({ id, values }) => [id, values]));
}

/** `2026-11-21 1430` in the company's time, for the name of a file. */
const stampOf = (now: number, zone: string): string =>
  new Date(now).toLocaleString('sv-SE', { timeZone: zone }).slice(0, 16).replace(':', '');
