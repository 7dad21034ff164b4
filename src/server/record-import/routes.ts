import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import type { Hono } from 'hono';
import { z } from 'zod';
import { invalid, notFound, Problem } from '#kernel/problem';
import type { Actor } from '#kernel/run/actor';
import { newId } from '#kernel/run/id';
import type { Kind } from '#kernel/run/kind';
import { inTransaction } from '#kernel/run/transaction';
import { parse } from '#kernel/run/validate';
import { readBytes, readJson } from '#server/http/body';
import { type Exchange, jsonAnswer, type RequestContext } from '#server/http/exchange';
import { type LongWorkDeps, noSuchFile, toldWork } from '#server/long-work/routes';
import { ask, fileOf, noteFile, start, type Work, workOf } from '#server/long-work/work';
import { formatOf, MOST_BYTES, rowsOf, type SheetRow, unreadable } from '#server/sheets/read';
import { SHEET_TYPES } from '#server/sheets/write';
import { textOf } from './cell.ts';
import { importFields } from './fields.ts';
import { guessMapping, headerAt, headerKey, headerText, type Mapping } from './mapping.ts';
import { mayImport } from './may-import.ts';
import { templateOf } from './template.ts';

const base = '/api/imports';

export const MappingWanted = z.strictObject({
  /** Field by place of the column (from 0); columns that are not named are left out. */
  mapping: z.record(z.string().regex(/^\d{1,3}$/), z.string().max(130)),
});

/** Rows of a file become records: the file is sent, its columns are understood, it is looked through, then it is brought in. */
export function addImportRoutes(app: Hono<{ Bindings: Exchange }>, { kernel, files, now, admitted }: LongWorkDeps): void {
  const { pool, registry } = kernel;
  const kindNamed = (name: string | undefined, actor: Actor): Kind => {
    const kind = registry.kinds.get(name ?? '');
    if (!kind) throw notFound();
    mayImport(kind, actor);
    return kind;
  };

  app.get(`${base}/template/:record`, async (c) => {
    c.env.route = `${base}/template/:record`;
    const actor = await admitted(c);
    const kind = kindNamed(c.req.param('record'), actor);
    const name = `${kind.words.name[actor.locale === 'zh' ? 0 : 1]}${actor.locale === 'zh' ? ' 导入模板' : ' template'}.xlsx`;
    return new Response(await templateOf(kind, actor.locale), {
      headers: {
        'content-type': SHEET_TYPES.xlsx,
        'content-disposition': `attachment; filename*=UTF-8''${encodeURIComponent(name)}`,
        'cache-control': 'no-store',
      },
    });
  });

  app.post(base, async (c) => {
    c.env.route = base;
    const actor = await admitted(c);
    const asked = parse(
      z.strictObject({ record: z.string().max(60), name: z.string().trim().min(1).max(200) }),
      Object.fromEntries(new URL(c.req.url).searchParams),
    );
    const kind = kindNamed(asked.record, actor);
    const bytes = await readBytes(c.env.incoming, MOST_BYTES);
    const format = formatOf(bytes);
    const rows = await firstRows(bytes);
    if (rows.length === 0) throw unreadable('文件里没有内容。', 'There is nothing in the file.');
    const headerLine = rows[headerAt(rows, importFields(kind))]!.line;
    const id = newId();
    const key = `long-work/${id}-source.${format}`;
    const { size } = await files.put(key, Readable.from([bytes]));
    await inTransaction(pool, async (client) => {
      const work = {
        kind: 'import',
        record: kind.record.name,
        asked: { name: asked.name, headerLine },
        state: 'prepared',
      } as const;
      await ask(client, actor, work, new Date(now()), id);
      await noteFile(client, id, { part: 'source', key, name: asked.name, type: SHEET_TYPES[format], size });
    });
    return jsonAnswer(JSON.stringify(await told(actor, kind, id, rows)), 201, { location: `${base}/${id}` });
  });

  app.get(`${base}/:id`, async (c) => {
    c.env.route = `${base}/:id`;
    const actor = await admitted(c);
    const work = await mustHave(actor, c);
    return jsonAnswer(JSON.stringify(await told(actor, kindNamed(work.record, actor), work.id, await rowsIn(work))));
  });

  for (const [verb, dryRun] of [
    ['check', true],
    ['run', false],
  ] as const)
    app.post(`${base}/:id/${verb}`, async (c) => {
      c.env.route = `${base}/:id/${verb}`;
      const actor = await admitted(c);
      const work = await mustHave(actor, c);
      const kind = kindNamed(work.record, actor);
      const { mapping } = parse(MappingWanted, (await readJson(c.env.incoming)).value);
      refuseMapping(kind, mapping);
      const header = headerIn(await rowsIn(work), work);
      const began = await inTransaction(pool, async (client) => {
        await client.query(
          `insert into import_mapping (actor, record, header, mapping, at) values ($1, $2, $3, $4, $5)
on conflict (actor, record, header) do update set mapping = excluded.mapping, at = excluded.at`,
          [actor.id, work.record, headerKey(header), JSON.stringify(mapping), new Date(now())],
        );
        return start(client, actor, work, { name: work.asked['name'], headerLine: work.asked['headerLine'], mapping, dryRun });
      });
      if (!began) throw underWay();
      return jsonAnswer(JSON.stringify(toldWork((await workOf(pool, actor, work.id))!, actor)));
    });

  /** The import with what is known of its file: columns with samples, fields, and the mapping that was remembered or is guessed. */
  async function told(actor: Actor, kind: Kind, id: string, rows: readonly SheetRow[]): Promise<object> {
    const work = (await workOf(pool, actor, id))!;
    const header = headerIn(rows, work);
    const fields = importFields(kind);
    const { rows: kept } = await pool.query<{ mapping: Mapping }>(
      'select mapping from import_mapping where actor = $1 and record = $2 and header = $3',
      [actor.id, kind.record.name, headerKey(header)],
    );
    const below = rows.filter(({ line }) => line > (work.asked['headerLine'] as number)).slice(0, SAMPLES);
    const width = Math.max(header.length, ...below.map(({ cells }) => cells.length));
    return {
      work: toldWork(work, actor),
      columns: Array.from({ length: width }, (_, i) => ({
        name: headerText(header[i]),
        samples: below.map(({ cells }) => textOf(cells[i] ?? null).slice(0, 80)),
      })),
      fields: fields.map(({ key, name, required }) => ({ key, name: name[actor.locale === 'zh' ? 0 : 1], required })),
      mapping: (work.asked['mapping'] as Mapping | undefined) ?? kept[0]?.mapping ?? guessMapping(header, fields),
      remembered: kept.length > 0,
    };
  }

  async function rowsIn(work: Work): Promise<SheetRow[]> {
    const source = await fileOf(pool, work.id, 'source');
    if (!source) throw noSuchFile();
    return firstRows(await buffer(await files.get(source.key)));
  }

  async function mustHave(actor: Actor, c: RequestContext): Promise<Work> {
    const id = z.uuid().safeParse(c.req.param('id'));
    const work = id.success ? await workOf(pool, actor, id.data) : undefined;
    if (work?.kind !== 'import') throw notFound();
    return work;
  }
}

const SAMPLES = 3;
const LOOKED_AT = 40; // rows: titles, the header and some samples

/** The first rows; the rest of the file is not read. */
async function firstRows(bytes: Uint8Array): Promise<SheetRow[]> {
  const rows: SheetRow[] = [];
  for await (const row of rowsOf(bytes)) {
    rows.push(row);
    if (rows.length === LOOKED_AT) break;
  }
  return rows;
}

const headerIn = (rows: readonly SheetRow[], { asked }: Work): SheetRow['cells'] =>
  rows.find(({ line }) => line === asked['headerLine'])?.cells ?? [];

/** @throws Problem invalid where a field is filled twice, is none, or one that is needed is not filled. */
function refuseMapping(kind: Kind, mapping: Mapping): void {
  const fields = importFields(kind);
  const used = Object.entries(mapping);
  const wrong = used.flatMap(([at, key], i) =>
    !fields.some((field) => field.key === key)
      ? [{ pointer: `/mapping/${at}`, detail: NO_FIELD }]
      : used.findIndex(([, other]) => other === key) < i
        ? [{ pointer: `/mapping/${at}`, detail: TWICE }]
        : [],
  );
  const missing = fields
    .filter(({ key, required }) => required && !used.some(([, filled]) => filled === key))
    .map(({ key, name: [zh, en] }) => ({
      pointer: `/fields/${key}`,
      detail: { zh: `请指定哪一列是“${zh}”。`, en: `Please say which column is “${en}”.` },
    }));
  if (wrong.length + missing.length > 0) throw invalid([...wrong, ...missing]);
}

const NO_FIELD = { zh: '没有这个字段。', en: 'There is no such field.' };
const TWICE = { zh: '这个字段已由另一列填写。', en: 'Another column fills this field already.' };

const underWay = (): Problem =>
  new Problem('wrong-state', 409, { zh: '这项导入正在进行。', en: 'This import is under way.' }, { because: [] });
