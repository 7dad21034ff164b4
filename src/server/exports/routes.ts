import type { Hono } from 'hono';
import { invalid } from '#kernel/problem';
import { columnNamed, list } from '#kernel/run/list';
import { inTransaction } from '#kernel/run/transaction';
import { parse } from '#kernel/run/validate';
import { readJson } from '#server/http/body';
import { type Exchange, jsonAnswer } from '#server/http/exchange';
import type { RecordDeps } from '#server/http/records';
import { toldWork } from '#server/long-work/routes';
import { ask, type Work, workOf } from '#server/long-work/work';
import { PROMISE } from './cells.ts';
import { ExportWanted, mayExport, questionIn } from './export.ts';

const base = '/api/exports';

/** Files of what lists show. A small one is done before the answer. */
export function addExportRoutes(app: Hono<{ Bindings: Exchange }>, { kernel, now, admitted }: RecordDeps): void {
  const { pool, registry } = kernel;

  app.post(base, async (c) => {
    c.env.route = base;
    const actor = await admitted(c);
    const wanted = parse(ExportWanted, (await readJson(c.env.incoming)).value);
    const kind = registry.kinds.get(wanted.record);
    if (!kind) throw invalid([{ pointer: '/record', detail: NO_KIND }]);
    mayExport(kind, actor, wanted);
    const unknown = wanted.columns.filter((field) => field !== PROMISE && !columnNamed(kind, field));
    if (unknown.length > 0) throw invalid(unknown.map((field) => ({ pointer: `/columns/${field}`, detail: NO_COLUMN })));
    // A question that the list would refuse is refused now, and not in the file.
    await list(kernel, actor, kind, { ...questionIn(wanted.query), limit: 1 });
    const { record, ...asked } = wanted;
    const id = await inTransaction(pool, (client) =>
      ask(client, actor, { kind: 'export', record, asked, state: 'waiting' }, new Date(now())),
    );
    const work = await settledSoon(() => workOf(pool, actor, id));
    return jsonAnswer(JSON.stringify(toldWork(work!, actor)), 201, { location: `/api/long-work/${id}` });
  });
}

const PATIENCE_MS = 1500; // as long as nobody takes a page for stuck
const LOOK_MS = 40;

/** The work once it has ended, or as it stands when patience does. */
async function settledSoon(look: () => Promise<Work | undefined>): Promise<Work | undefined> {
  const until = performance.now() + PATIENCE_MS;
  for (;;) {
    const work = await look();
    if (work?.endedAt !== null || performance.now() > until) return work;
    await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
  }
}

const NO_KIND = { zh: '没有这类单据。', en: 'There is no such kind of record.' };
const NO_COLUMN = { zh: '没有这一列。', en: 'There is no such column.' };
