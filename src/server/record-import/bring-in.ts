import { buffer } from 'node:stream/consumers';
import { z } from 'zod';
import type { AnyRecord, InputOf } from '#kernel/declare/record';
import { type Bilingual, Problem } from '#kernel/problem';
import type { Actor } from '#kernel/run/actor';
import type { Kernel } from '#kernel/run/kernel';
import type { Kind } from '#kernel/run/kind';
import type { FileStore } from '#server/files/store';
import { problemOf } from '#server/http/database-problems';
import type { Doing } from '#server/long-work/do';
import { noSuchFile } from '#server/long-work/routes';
import { fileOf, noteFile, type RowFault } from '#server/long-work/work';
import { formatOf, rowsOf, unreadable } from '#server/sheets/read';
import { SHEET_TYPES, type SheetCell, sheetOf } from '#server/sheets/write';
import { beginCheck, check } from './check.ts';
import { columnName, type Draft, draftsOf, type Layout } from './drafts.ts';
import { importFields } from './fields.ts';
import { headerText, REASON } from './mapping.ts';
import { mayImport } from './may-import.ts';

/** What an import is asked for, once its file is there. */
export const ImportAsked = z.object({
  name: z.string(),
  headerLine: z.int(),
  mapping: z.record(z.string(), z.string()),
  /** Only looks: what would be made, and what is wrong. */
  dryRun: z.boolean(),
});

export const MOST_ROWS = 100_000;
const BATCH = 100; // records of one transaction: enough to be quick, few enough to hold nobody up
const FIRST_FAULTS = 50; // shown on the page; the file has all

/**
 * Makes records of the rows of a file, or only looks whether it could. Rows that were brought in before make no twins. What is wrong with a
 * row takes only that record away; the faulty rows are written into a file of the same layout, to be mended and sent again.
 */
export async function bringIn({ kernel, files, work, actor, now, rest }: Doing): Promise<void> {
  const kind = kernel.registry.kind(work.record);
  mayImport(kind, actor);
  const asked = ImportAsked.parse(work.asked);
  const source = await fileOf(kernel.pool, work.id, 'source');
  if (!source) throw noSuchFile();
  const bytes = await buffer(await files.get(source.key));
  const { zone } = await kernel.config();
  const { header, total } = await measured(bytes, asked.headerLine);
  const layout: Layout = { header, headerLine: asked.headerLine, mapping: asked.mapping, fields: importFields(kind), zone };
  const counts = { good: 0, again: 0, faulty: 0 };
  let done = 0;
  await rest({ done, total, counts });
  await forgetFaults(kernel, files, work.id);
  const checked = await beginCheck(kernel, kind);
  const faulty: Draft[] = [];
  for await (const batch of batches(draftsOf(kind, rowsOf(bytes), layout))) {
    const before = await broughtBefore(kernel, kind, batch);
    const drafts = batch.filter(({ key }) => !before.has(key.toString('hex')));
    await check(kernel, actor, kind, drafts, checked);
    if (!asked.dryRun) await create(kernel, actor, kind, drafts.filter(isGood), now());
    faulty.push(...drafts.filter((draft) => !isGood(draft)));
    counts.again += batch.length - drafts.length;
    counts.good += drafts.filter(isGood).length;
    counts.faulty = faulty.length;
    done += batch.reduce((n, { rows }) => n + rows.length, 0);
    await rest({ done, counts });
  }
  await tellFaults({ kernel, files, work, actor }, layout, asked.name, formatOf(bytes), faulty);
}

/** A file of faults that an earlier run has left. */
async function forgetFaults({ pool }: Kernel, files: FileStore, work: string): Promise<void> {
  const old = await fileOf(pool, work, 'faults');
  if (!old) return;
  await files.remove(old.key);
  await pool.query(`delete from long_work_file where work = $1 and part = 'faults'`, [work]);
}

const isGood = ({ faults }: Draft): boolean => faults.length === 0;

/** The header, and how many rows stand below it. @throws Problem unreadable where they are too many. */
async function measured(bytes: Uint8Array, headerLine: number): Promise<{ header: SheetCell[]; total: number }> {
  let header: SheetCell[] = [];
  let total = 0;
  for await (const { line, cells } of rowsOf(bytes)) {
    if (line === headerLine) header = cells;
    if (line > headerLine && ++total > MOST_ROWS)
      throw unreadable(
        `一次最多导入 ${MOST_ROWS} 行，请分成几个文件。`,
        `At most ${MOST_ROWS} rows at a time. Please split the file into several.`,
      );
  }
  return { header, total };
}

async function* batches(drafts: AsyncIterable<Draft>): AsyncGenerator<Draft[]> {
  let batch: Draft[] = [];
  for await (const draft of drafts) {
    batch.push(draft);
    if (batch.length < BATCH) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
}

/** Which of the drafts have become records before, by their keys in hexadecimal. */
async function broughtBefore(kernel: Kernel, kind: Kind, drafts: readonly Draft[]): Promise<ReadonlySet<string>> {
  const { rows } = await kernel.pool.query<{ key: string }>(
    `select encode(key, 'hex') as key from import_row where record = $1 and key = any($2::bytea[])`,
    [kind.record.name, drafts.map(({ key }) => key)],
  );
  return new Set(rows.map(({ key }) => key));
}

/** Creates the records all at once; where that is refused, those that are at fault are found by halving. */
async function create(kernel: Kernel, actor: Actor, kind: Kind, drafts: readonly Draft[], now: number): Promise<void> {
  if (drafts.length === 0) return;
  try {
    await kernel.write(actor, now, async (tx) => {
      const made = await tx.create(
        kind.record,
        drafts.map(({ input }) => input as InputOf<AnyRecord>),
      );
      await tx.query(
        `insert into import_row (record, key, record_id, number, at)
select $1, decode(x.key, 'hex'), x.id, x.number, $3 from json_to_recordset($2::json) as x(key text, id uuid, number text)`,
        [
          kind.record.name,
          JSON.stringify(made.map(({ id, number }, i) => ({ key: drafts[i]!.key.toString('hex'), id, number }))),
          new Date(now),
        ],
      );
    });
  } catch (error) {
    const problem = await problemOf(error, kernel);
    if (!(problem instanceof Problem) || problem.slug === 'busy') throw problem;
    const [only, ...others] = drafts;
    if (others.length === 0) only!.faults.push(...faultsIn(problem, only!));
    else {
      const half = Math.ceil(drafts.length / 2);
      await create(kernel, actor, kind, drafts.slice(0, half), now);
      await create(kernel, actor, kind, drafts.slice(half), now);
    }
  }
}

/** What a refused creation says of its row. */
function faultsIn({ title, extensions }: Problem, { rows }: Draft): RowFault[] {
  const line = rows[0]!.line;
  const errors = (extensions['errors'] ?? []) as { pointer: string; detail: Bilingual }[];
  const because = (extensions['because'] ?? []) as { sentence: Bilingual }[];
  const said = [
    ...errors.map(({ pointer, detail }) => ({ column: pointer.slice(1).replace(/\/\d+\//, '.'), reason: detail })),
    ...because.map(({ sentence }) => ({ column: '', reason: sentence })),
  ];
  return (said.length > 0 ? said : [{ column: '', reason: title }]).map((fault) => ({ line, value: '', ...fault }));
}

/** Tells what was wrong: the first faults on the page, every faulty row in a file. */
async function tellFaults(
  { kernel, files, work, actor }: Pick<Doing, 'kernel' | 'files' | 'work' | 'actor'>,
  layout: Layout,
  name: string,
  format: 'xlsx' | 'csv',
  faulty: readonly Draft[],
): Promise<void> {
  if (faulty.length === 0) return;
  const named = (fault: RowFault): RowFault => ({ ...fault, column: columnName(layout, fault.column, actor.locale) });
  const first = faulty.flatMap(({ faults }) => faults.map(named)).slice(0, FIRST_FAULTS);
  await kernel.pool.query('update long_work set faults = $2 where id = $1', [work.id, JSON.stringify(first)]);
  const at = actor.locale === 'zh' ? 0 : 1;
  const width = layout.header.length;
  // Beside it stood the faults of the time before, where this is a mended file.
  const places = Array.from({ length: width }, (_, i) => i).filter((i) => !REASON.includes(headerText(layout.header[i])));
  async function* rows(): AsyncGenerator<SheetCell[]> {
    for (const { rows: lines, faults } of faulty)
      for (const row of lines) {
        const reasons = faults.filter(({ line }) => line === row.line).map(named);
        const said = reasons.map(
          ({ column, reason }) => `${column && `${column}${at === 0 ? '：' : ': '}`}${reason[actor.locale]}`,
        );
        yield [...places.map((i) => row.cells[i] ?? null), said.join(' ') || null];
      }
  }
  const columns = [...places.map((i) => headerText(layout.header[i])), REASON[at]].map((header) => ({ header, width: 18 }));
  const key = `long-work/${work.id}-faults.${format}`;
  const base = name.replace(/\.\w{1,5}$/, '').replace(/( 待修正| to mend)+$/, '');
  const { size } = await files.put(key, sheetOf(format, base, columns, rows()));
  const fileName = `${base}${at === 0 ? ' 待修正' : ' to mend'}.${format}`;
  await noteFile(kernel.pool, work.id, { part: 'faults', key, name: fileName, type: SHEET_TYPES[format], size });
}
