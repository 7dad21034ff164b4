import { Readable } from 'node:stream';
import type { Hono } from 'hono';
import { z } from 'zod';
import { notFound, Problem } from '#kernel/problem';
import type { Actor } from '#kernel/run/actor';
import { parse } from '#kernel/run/validate';
import { NoSuchFile } from '#server/files/key';
import type { FileStore } from '#server/files/store';
import { type Exchange, jsonAnswer, type RequestContext } from '#server/http/exchange';
import type { RecordDeps } from '#server/http/records';
import { cancel, fileOf, type Work, workOf, worksOf } from './work.ts';

const base = '/api/long-work';

export interface LongWorkDeps extends RecordDeps {
  files: FileStore;
}

/** What one has asked for, how far it is, and the files that come of it. Nobody sees another's. */
export function addLongWorkRoutes(app: Hono<{ Bindings: Exchange }>, { kernel, files, now, admitted }: LongWorkDeps): void {
  const { pool } = kernel;

  app.get(base, async (c) => {
    c.env.route = base;
    const actor = await admitted(c);
    const { after, limit } = parse(
      z.strictObject({ after: z.uuid().nullable().default(null), limit: z.coerce.number().int().min(1).max(100).default(50) }),
      Object.fromEntries(new URL(c.req.url).searchParams),
    );
    const works = await worksOf(pool, actor, after, limit + 1);
    const items = works.slice(0, limit).map((work) => toldWork(work, actor));
    return jsonAnswer(JSON.stringify({ items, next: works.length > limit ? items.at(-1)?.id : null }));
  });

  app.get(`${base}/:id`, async (c) => {
    c.env.route = `${base}/:id`;
    const actor = await admitted(c);
    return jsonAnswer(JSON.stringify(toldWork(await mustHave(actor, c), actor)));
  });

  app.post(`${base}/:id/cancel`, async (c) => {
    c.env.route = `${base}/:id/cancel`;
    const actor = await admitted(c);
    const { id } = await mustHave(actor, c);
    if (!(await cancel(pool, actor, id, new Date(now())))) throw hasEnded();
    return jsonAnswer(JSON.stringify(toldWork(await mustHave(actor, c), actor)));
  });

  app.get(`${base}/:id/files/:part`, async (c) => {
    c.env.route = `${base}/:id/files/:part`;
    const actor = await admitted(c);
    const { id } = await mustHave(actor, c);
    const part = z.enum(['source', 'result', 'faults']).safeParse(c.req.param('part'));
    const file = part.success ? await fileOf(pool, id, part.data) : undefined;
    if (!file) throw noSuchFile();
    const body = await files.get(file.key).catch((error: unknown) => {
      throw error instanceof NoSuchFile ? noSuchFile() : error;
    });
    return new Response(Readable.toWeb(body) as ReadableStream<Uint8Array>, {
      headers: {
        'content-type': file.type,
        'content-length': String(file.size),
        'content-disposition': `attachment; filename*=UTF-8''${encodeURIComponent(file.name)}`,
        'cache-control': 'no-store',
      },
    });
  });

  async function mustHave(actor: Actor, c: RequestContext): Promise<Work> {
    const id = z.uuid().safeParse(c.req.param('id'));
    const work = id.success ? await workOf(pool, actor, id.data) : undefined;
    if (!work) throw notFound();
    return work;
  }
}

/** Work as it goes over the wire, in the reader's language. */
export function toldWork(work: Work, { locale }: Pick<Actor, 'locale'>): ToldWork {
  const { id, kind, record, state, done, total, counts, cancelling, askedAt, startedAt, endedAt, files } = work;
  const { query, columns, format, mapping, dryRun } = work.asked;
  return {
    id,
    kind,
    record,
    state,
    done,
    total,
    counts,
    cancelling,
    askedAt,
    startedAt,
    endedAt,
    files,
    asked: { query, columns, format, mapping, dryRun } as ToldWork['asked'],
    problem: work.problem && work.problem[locale],
    faults: work.faults.map((fault) => ({ ...fault, reason: fault.reason[locale] })),
  };
}

/** The parts of what was asked that whoever asked may want to see again. */
export interface ToldWork extends Omit<Work, 'actor' | 'locale' | 'problem' | 'faults' | 'asked'> {
  asked: { query?: string; columns?: string[]; format?: string; mapping?: Record<string, string>; dryRun?: boolean };
  problem: string | null;
  faults: { line: number; column: string; value: string; reason: string }[];
}

export const noSuchFile = (): Problem =>
  notFound({
    zh: '没有这个文件，或已过期删除（保留七天）。',
    en: 'There is no such file, or it has expired; files are kept for a week.',
  });

const hasEnded = (): Problem =>
  new Problem('wrong-state', 409, { zh: '这项任务已经结束。', en: 'This work has ended already.' }, { because: [] });
