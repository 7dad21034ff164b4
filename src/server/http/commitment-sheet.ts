import { customer } from '#domain/accounts/customer/customer';
import { employee } from '#domain/org/employee/employee';
import { roles } from '#domain/org/roles';
import type { Pair } from '#kernel/declare/words';
import type { Actor } from '#kernel/run/actor';
import { zoneNamed } from '#kernel/run/clock/zone';
import { type CommitmentQuestion, type CommitmentView, listCommitments } from '#kernel/run/commitments';
import type { Kernel } from '#kernel/run/kernel';
import { INSTANT_FORMAT } from '#server/exports/cells';
import type { SheetCell, SheetFormat } from '#server/sheets/write';
import { titlesOf } from './called.ts';
import { sheetAnswer } from './sheet-answer.ts';

const MOST_ROWS = 100_000; // as of every list
const PAGE = 1000;

const COLUMNS: readonly (readonly [header: Pair, width: number, format?: string])[] = [
  [['承诺', 'Promise'], 28],
  [['单据类型', 'Kind of record'], 14],
  [['单据编号', 'Number'], 16],
  [['承诺人', 'Owed by'], 16],
  [['受诺人', 'Owed to'], 24],
  [['客户', 'Customer'], 24],
  [['开始', 'Opened'], 17, INSTANT_FORMAT],
  [['到期', 'Due'], 17, INSTANT_FORMAT],
  [['状态', 'Standing'], 12],
  [['了结', 'Settled'], 17, INSTANT_FORMAT],
  [['条款', 'Clauses'], 24],
];
const OUTCOMES: Record<CommitmentView['outcome'], Pair> = {
  open: ['进行中', 'Open'],
  kept: ['已兑现', 'Kept'],
  breached: ['已违约', 'Broken'],
  released: ['已解除', 'Released'],
};

/** The commitments that a question finds as a file, the earliest due first, up to `MOST_ROWS`. `now` in epoch milliseconds. */
export async function commitmentSheetAnswer(
  kernel: Kernel,
  actor: Actor,
  question: Omit<CommitmentQuestion, 'limit' | 'after'>,
  format: SheetFormat,
  now: number,
): Promise<Response> {
  const side = actor.locale === 'zh' ? 0 : 1;
  const columns = COLUMNS.map(([header, width, numbers]) => ({
    header: header[side],
    width,
    ...(numbers !== undefined && { format: numbers }),
  }));
  const first = await listCommitments(kernel, actor, { ...question, limit: PAGE, after: null }, now); // refused before anything is sent
  return sheetAnswer(format, (['承诺', 'Promises'] as const)[side], columns, rowsFrom(kernel, actor, question, first, now));
}

async function* rowsFrom(
  kernel: Kernel,
  actor: Actor,
  question: Omit<CommitmentQuestion, 'limit' | 'after'>,
  first: Awaited<ReturnType<typeof listCommitments>>,
  now: number,
): AsyncGenerator<SheetCell[]> {
  const zone = zoneNamed((await kernel.config()).zone);
  const wall = (iso: string | null): Date | null => (iso === null ? null : new Date(zone.wallOf(Date.parse(iso))));
  const side = actor.locale === 'zh' ? 0 : 1;
  const roleWord = (role: string): string => (roles as Record<string, Pair>)[role]?.[side] ?? role;
  let page = first;
  for (let written = 0; written < MOST_ROWS; written += PAGE) {
    const called = (name: string, ids: (string | null)[]) =>
      titlesOf(
        kernel,
        actor,
        name,
        ids.filter((id) => id !== null),
      );
    const people = await called(
      employee.name,
      page.items.map(({ debtor }) => debtor.employee),
    );
    const customers = await called(
      customer.name,
      page.items.map(({ creditor }) => creditor.customer),
    );
    for (const c of page.items) {
      const about = customers.get(c.creditor.customer ?? '') ?? null;
      yield [
        c.name[actor.locale],
        kernel.registry.kinds.get(c.record)?.words.name[side] ?? c.record,
        c.number,
        people.get(c.debtor.employee ?? '') ?? roleWord(c.debtor.role),
        c.creditor.role === 'customer' ? about : roleWord(c.creditor.role),
        about,
        wall(c.openedAt),
        wall(c.dueAt),
        OUTCOMES[c.outcome][side],
        wall(c.settledAt),
        c.clauses.map(({ id }) => id).join(' '),
      ];
    }
    if (page.next === null) return;
    page = await listCommitments(kernel, actor, { ...question, limit: PAGE, after: page.next }, now);
  }
}
