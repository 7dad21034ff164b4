import { createInterface } from 'node:readline/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { roles } from '#domain/org/roles';
import { bilingual } from '#kernel/declare/words';
import { Problem } from '#kernel/problem';
import type { Database } from '#server/database';
import { loadDemo } from '#server/demo/load';
import { demoMark, type OwnWork, ownWork } from '#server/demo/mark';
import type { DemoCompany } from '#server/demo/people';
import { removeDemo } from '#server/demo/remove';
import { type FirstAdministrator, firstStart, whileFirst } from '#server/first-start';
import { journalPlaces } from '#server/journal-places';
import { registry } from '#server/registry';
import { type Locale, localeOf } from './locale.ts';
import { type Here, openHere } from './open-here.ts';
import { told } from './told.ts';

export const summary = {
  zh: '演示公司：lvyue demo load | remove [--yes] [--force] [--lang zh|en]',
  en: 'The demo company: lvyue demo load | remove [--yes] [--force] [--lang zh|en]',
};

/**
 * `load` puts the demo company into an empty database and prints its accounts. `remove` empties the database again and makes a first
 * administrator; it asks first, unless `--yes`, and refuses where people have done work of their own, unless `--force`.
 */
export async function run(args: string[]): Promise<number> {
  let locale = localeOf(undefined);
  try {
    const { values, positionals } = parseArgs({ args, allowPositionals: true, options: OPTIONS });
    locale = localeOf(values.lang);
    const command = VERBS[positionals[0] ?? ''];
    if (!command || positionals.length > 1) throw new Error(summary[locale]);
    const here = await openHere();
    try {
      await refuseBesideOthers(here.database);
      return await command(here, { yes: values.yes ?? false, force: values.force ?? false, locale });
    } finally {
      await here.close();
    }
  } catch (error) {
    console.error(told(error, locale));
    return 1;
  }
}

const OPTIONS = { yes: { type: 'boolean' }, force: { type: 'boolean' }, lang: { type: 'string' } } as const;

interface Wish {
  yes: boolean;
  force: boolean;
  locale: Locale;
}

/** Each says what it did, and answers the exit code. */
const VERBS: Record<string, (here: Here, wish: Wish) => Promise<number>> = { load, remove };

async function load(here: Here, { locale }: Wish): Promise<number> {
  const now = Date.now();
  console.log(locale === 'zh' ? '正在载入，请稍候……' : 'Loading, please wait …');
  const first = await firstStart(here, now, () => Promise.resolve(true));
  const company = first?.demo ?? (await whileFirst(here, () => loadDemo(here.kernel, now)));
  if (first) tellAdministrator(first, locale);
  tellCompany(company, locale);
  return 0;
}

async function remove(here: Here, { yes, force, locale }: Wish): Promise<number> {
  const { ownerPool } = here.database;
  const mark = await demoMark(ownerPool);
  const work = mark ? await ownWork(ownerPool, mark) : [];
  if (work.length > 0) {
    console.error(tellWork(work, locale));
    if (!force) return 1;
  }
  if (mark && !yes && !(await agreed(locale))) return 1;
  const aside = await removeDemo(ownerPool, journalPlaces().witness, Date.now());
  const first = await firstStart(here, Date.now(), () => Promise.resolve(false));
  if (locale === 'zh') console.log(`演示公司已删除，数据库如首次启动。${aside ? `旧流水的见证文件已改名为 ${aside}。` : ''}`);
  else
    console.log(
      `The demo company is removed; the database is as after a first start.${aside ? ` The witness of the old journal is now ${aside}.` : ''}`,
    );
  if (first) tellAdministrator(first, locale);
  return 0;
}

/** A running program would go on with what is no longer there. One that has just ended may still be seen for a moment. */
async function refuseBesideOthers({ pool, ownerPool }: Database): Promise<void> {
  for (let looks = 1; looks <= 10; looks++) {
    const { rows } = await ownerPool.query<{ n: number }>(
      `select count(*)::int as n from pg_stat_activity where datname = current_database() and application_name = 'lvyue'`,
    );
    if ((rows[0]?.n ?? 0) <= pool.totalCount + ownerPool.totalCount) return;
    await delay(100);
  }
  throw new Problem('demo-refused', 409, {
    zh: '系统正在运行，请先停止它。',
    en: 'The program is running. Please stop it first.',
  });
}

async function agreed(locale: Locale): Promise<boolean> {
  if (!process.stdin.isTTY) {
    console.error(locale === 'zh' ? '未确认。请加 --yes。' : 'Not confirmed. Please add --yes.');
    return false;
  }
  const terminal = createInterface({ input: process.stdin, output: process.stdout });
  const answer = await terminal
    .question(locale === 'zh' ? '清空数据库中的演示公司？[y/N] ' : 'Empty the database of the demo company? [y/N] ')
    .finally(() => terminal.close());
  return /^(?:y|yes|是)$/i.test(answer.trim());
}

function tellWork(work: readonly OwnWork[], locale: Locale): string {
  const nameOf = (record: string): string => bilingual(registry.kinds.get(record)?.words.name, record)[locale].toLowerCase();
  const lines = work.map(({ who, records, deeds }) =>
    locale === 'zh'
      ? `  ${who}：${deeds} 次操作（${records.map(nameOf).join('、')}）`
      : `  ${who}: ${deeds} ${deeds === 1 ? 'deed' : 'deeds'} (${records.map(nameOf).join(', ')})`,
  );
  const head =
    locale === 'zh'
      ? '载入之后有人在这里工作过，以下内容将一并丢失（确要删除请加 --force）：'
      : 'People have worked here since the loading; this would be lost with it (to remove it all the same, add --force):';
  return [head, ...lines].join('\n');
}

function tellCompany({ name, password, accounts }: DemoCompany, locale: Locale): void {
  console.log(
    locale === 'zh' ? `已载入${name}。每个账号的密码：${password}` : `Loaded ${name}. The password of every account: ${password}`,
  );
  const roleNames = (held: readonly string[]): string =>
    held.map((role) => bilingual(roles[role as keyof typeof roles], role)[locale]).join(locale === 'zh' ? '、' : ', ');
  for (const { login, name: person, roles: held } of accounts) console.log(`  ${login.padEnd(14)}${person}\t${roleNames(held)}`);
}

function tellAdministrator({ login, password }: FirstAdministrator, locale: Locale): void {
  if (locale === 'zh') console.log(`管理员账号 ${login}，初始密码（仅显示这一次，首次登录时须更改）：${password}`);
  else
    console.log(
      `The administrator is ${login}, with this first password (shown this once, to be changed at the first sign-in): ${password}`,
    );
}
