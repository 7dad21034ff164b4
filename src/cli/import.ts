import path from 'node:path';
import { parseArgs } from 'node:util';
import { SealingRefused, sealAll } from '#kernel/run/journal/sealing';
import { FaultFile, readCorrections } from '#server/import/faults';
import { type ImportReport, importOrders } from '#server/import/import-orders';
import { noteImport } from '#server/import/import-run';
import { importSurvey, type SurveyReport } from '#server/import/import-survey';
import { chooseOrderMapping, chooseSurveyMapping } from '#server/import/mapping/choose';
import { Progress } from '#server/import/progress';
import { filesAt, ImportRefused } from '#server/import/source/files';
import { openJournalKeys } from '#server/journal-keys';
import { journalPlaces } from '#server/journal-places';
import { fileWitness } from '#server/witness';
import { type Locale, localeOf } from './locale.ts';
import { type Here, openHere } from './open-here.ts';
import { told } from './told.ts';

export const summary = {
  zh: '导入历史数据：import orders|survey 文件夹或文件 [--dry-run] [--errors 文件]（详见 import --help）',
  en: 'Bring history over: import orders|survey FOLDER-OR-FILE [--dry-run] [--errors FILE] (see import --help)',
};

/** Brings orders or survey answers over from files. Exit code 0: it is through, 1: it is not, 2: it was not asked for rightly. */
export async function run(args: string[]): Promise<number> {
  let locale = localeOf(undefined);
  try {
    const { values, positionals } = parseArgs({ args, allowPositionals: true, options: OPTIONS });
    locale = localeOf(values.lang);
    const [what, place] = positionals;
    if (values.help || (what === undefined && args.length === 0)) return say(HELP[locale], 0);
    if ((what !== 'orders' && what !== 'survey') || place === undefined || positionals.length > 2)
      return complain(summary[locale], 2);
    if (values.errors !== undefined && values.errors === values.corrections) return complain(SAME_FILE[locale], 2);
    return await bring(what, { ...values, place, locale });
  } catch (error) {
    return complain(error instanceof ImportRefused ? error.said[locale] : told(error, locale), 1);
  }
}

const OPTIONS = {
  mapping: { type: 'string' },
  errors: { type: 'string' },
  corrections: { type: 'string' },
  'dry-run': { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
  lang: { type: 'string' },
} as const;

interface Asked {
  place: string;
  locale: Locale;
  mapping?: string | undefined;
  errors?: string | undefined;
  corrections?: string | undefined;
  'dry-run'?: boolean | undefined;
}

async function bring(
  what: 'orders' | 'survey',
  { place, locale, mapping, errors, corrections, ...asked }: Asked,
): Promise<number> {
  const files = await filesAt(place);
  const orders = what === 'orders' ? await chooseOrderMapping(mapping, files) : null;
  const answers = what === 'survey' ? await chooseSurveyMapping(mapping, files) : null;
  const mended = corrections === undefined ? new Map<string, string>() : await readCorrections(path.resolve(corrections));
  const dryRun = asked['dry-run'] ?? false;
  const { signal, forget } = interruption(locale);
  const here = await openHere();
  const faults = await FaultFile.begin(errors === undefined ? null : path.resolve(errors));
  try {
    const progress = new Progress(process.stderr, locale);
    const options = {
      kernel: here.kernel,
      stagePool: here.database.ownerPool,
      files,
      corrections: mended,
      faults,
      progress,
      signal,
      now: Date.now(),
      dryRun,
    };
    const work = (): Promise<ImportReport | SurveyReport> =>
      orders ? importOrders({ ...options, ...orders }) : importSurvey({ ...options, mapping: answers!.mapping });
    const report = dryRun ? await work() : await noted(here, { what, source: path.resolve(place) }, work);
    if (!dryRun) await seal(here);
    console.log(tell(report, dryRun, errors, locale));
    return report.interrupted ? 1 : 0;
  } finally {
    forget();
    await faults.close();
    await here.close();
  }
}

/** Does the work of an import and leaves a record of the run, for administrators to see. */
async function noted<R extends ImportReport | SurveyReport>(
  here: Here,
  run: { what: 'orders' | 'survey'; source: string },
  work: () => Promise<R>,
): Promise<R> {
  const end = await noteImport(here.database.ownerPool, run, Date.now);
  try {
    const report = await work();
    const { notLoaded, noted, interrupted, ...counts } = report;
    await end({ result: interrupted ? 'interrupted' : 'done', counts, notLoaded, noted, fault: null });
    return report;
  } catch (error) {
    await end({ result: 'failed', counts: null, notLoaded: null, noted: null, fault: (error as Error).message });
    throw error;
  }
}

/** The first Ctrl-C ends the import after the batch that is under way, the second at once: what is committed stays either way. */
function interruption(locale: Locale): { signal: AbortSignal; forget: () => void } {
  const stop = new AbortController();
  const heard = (): void => {
    if (stop.signal.aborted) process.exit(130);
    console.error(
      locale === 'zh' ? '\n当前批次完成后停止；再按一次立即停止。' : '\nStopping after this batch; once more stops at once.',
    );
    stop.abort();
  };
  process.on('SIGINT', heard).on('SIGTERM', heard);
  return { signal: stop.signal, forget: () => process.off('SIGINT', heard).off('SIGTERM', heard) };
}

/** Seals the journal up to the import's last entry; a refusal of the sealer is told and undoes nothing. */
async function seal(here: Here): Promise<void> {
  const where = journalPlaces();
  const client = await here.database.ownerPool.connect();
  try {
    await sealAll(client, await openJournalKeys(where.keys), fileWitness(where.witness), Date.now());
  } catch (error) {
    if (!(error instanceof SealingRefused)) throw error;
    console.error(error.message);
  } finally {
    client.release();
  }
}

function tell(report: ImportReport | SurveyReport, dryRun: boolean, errors: string | undefined, locale: Locale): string {
  const zh = locale === 'zh';
  const n = (count: number): string => count.toLocaleString(zh ? 'zh-CN' : 'en-GB');
  const lines = [
    dryRun ? (zh ? '试运行：未写入任何数据。' : 'A dry run: nothing was written.') : '',
    ...('orders' in report ? ordersTold(report, n, zh) : answersTold(report, n, zh)),
  ];
  const { notLoaded, noted, interrupted } = report;
  if (notLoaded + noted > 0) {
    lines.push(
      zh
        ? `未导入的行 ${n(notLoaded)} 处，已导入但有疑问 ${n(noted)} 处。`
        : `Rows not brought over: ${n(notLoaded)}; remarks on rows that were: ${n(noted)}.`,
    );
    lines.push(
      zh
        ? errors
          ? `明细见 ${errors}；在 correction 列写上正确的值，用 --corrections 再导入。`
          : '加 --errors 文件 可得到明细。'
        : errors
          ? `They are in ${errors}: write the right values into its column "correction" and import again with --corrections.`
          : 'Add --errors FILE to have them listed.',
    );
  }
  if (interrupted)
    lines.push(
      zh
        ? '导入中途停止；再次运行会从这里继续，不会重复。'
        : 'It was stopped midway. Run it again and it goes on from here; nothing is brought over twice.',
    );
  return lines.filter((line) => line !== '').join('\n');
}

function ordersTold(
  { rows, orders, customers, products, deliveries, answers }: ImportReport,
  n: (count: number) => string,
  zh: boolean,
): string[] {
  if (zh) {
    return [
      `读取 ${n(rows)} 行，其中订单 ${n(orders.inSource)} 份：新导入 ${n(orders.made)}，续办 ${n(orders.continued)}，没有变化 ${n(orders.unchanged)}。`,
      `新增客户 ${n(customers)}、产品 ${n(products)}、交付 ${n(deliveries)}、评价 ${n(answers)}。`,
    ];
  }
  return [
    `Read ${n(rows)} rows with ${n(orders.inSource)} orders: ${n(orders.made)} brought over, ${n(orders.continued)} continued, ${n(orders.unchanged)} unchanged.`,
    `New: ${n(customers)} customers, ${n(products)} products, ${n(deliveries)} deliveries, ${n(answers)} answers.`,
  ];
}

const answersTold = ({ rows, surveys, answers, unchanged }: SurveyReport, n: (count: number) => string, zh: boolean): string[] =>
  zh
    ? [`读取 ${n(rows)} 行：新增调查 ${n(surveys)} 项、答复 ${n(answers)} 份；没有变化 ${n(unchanged)} 份。`]
    : [`Read ${n(rows)} rows: ${n(surveys)} surveys and ${n(answers)} answers are new, ${n(unchanged)} unchanged.`];

const say = (text: string, code: number): number => (console.log(text), code);
const complain = (text: string, code: number): number => (console.error(text), code);

const SAME_FILE: Record<Locale, string> = {
  zh: '--errors 和 --corrections 不能是同一个文件。',
  en: '--errors and --corrections cannot be the same file.',
};

const HELP: Record<Locale, string> = {
  zh: `导入历史数据，按其自身的时间重放；可中断，可重复运行，不会重复。

  lvyue import orders 文件夹或文件   订单及其客户、产品、交付、评价
  lvyue import survey 文件夹或文件   调查答复（NPS、CSAT、CES）

  --mapping 名称或文件   内置布局 olist、scms、sfo-survey，或映射文件；省略则自动识别
  --dry-run              全部做一遍再撤销，只报告结果
  --errors 文件          把有问题的行写入此文件（CSV）
  --corrections 文件     采用错误文件 correction 列中写上的更正
  --lang zh|en

文件为 .csv 或 .csv.gz，UTF-8、GBK/GB18030 或 UTF-16。没有时区的时间按公司时区；承诺日期指当天结束。

映射文件（JSON）说明哪一列是什么：
{
  "source": "erp",                    来源名称，编号在其下唯一
  "channel": "sales_rep",             website、shop 或 sales_rep
  "dates": ["d-MMM-yy"],              年月日以外的日期写法（Luxon 格式）
  "statuses": { "已完成": "delivered" },   placed、confirmed、shipped、delivered、cancelled、unfulfilled
  "orders": { "file": "订单", "columns": { "order": "订单号", "customer": "客户编号", "status": "状态", "placedAt": "下单时间",
    "confirmedAt": "确认时间", "shippedAt": "发货时间", "deliveredAt": "签收时间", "promised": "承诺交期", "address": "收货地址" } },
  "items": { "file": "明细", "columns": { "order", "item", "product", "productName", "specification", "quantity", "unit", "unitPrice" } },
  "deliveries": 一份订单多次交付时：{ "order", "delivery", "promised", "shippedAt", "deliveredAt", "mode", "carrier", "tracking" }
  "customers": { "customer", "identity", "name", "address", "phone" }
  "products": { "product", "name", "category", "specification", "unit" }
  "reviews": { "order", "review", "csat", "nps", "ces", "words", "answeredAt" }
}
没有 confirmedAt 列的来源不产生订单确认；若以下单为确认，可把它指向下单时间列。
一列可写作列名、多个列名（取第一个存在的，末尾 null 表示可缺）、或 { "text": "{省}{市}" }。
调查的映射：{ "source", "survey": 名称, "files": 文件名的正则, "columns": { "response", "answeredAt", "nps", "csat", "ces", "area", "words" }, "blanks": { "nps": ["11"] } }`,
  en: `Brings history over and replays it at its own time. It may be interrupted and run again; nothing is brought over twice.

  lvyue import orders FOLDER-OR-FILE   orders with customers, products, deliveries, reviews
  lvyue import survey FOLDER-OR-FILE   survey answers (NPS, CSAT, CES)

  --mapping NAME-OR-FILE   a known layout (olist, scms, sfo-survey) or a mapping; recognised when left out
  --dry-run                does everything, takes it back and reports
  --errors FILE            writes the rows that are in doubt to this file (CSV)
  --corrections FILE       takes what was written into the column "correction" of an error file
  --lang zh|en

Files are .csv or .csv.gz in UTF-8, GBK/GB18030 or UTF-16. Times without a zone are the company's; a promised date is its end.

A mapping (JSON) says which column is what:
{
  "source": "erp",                    the source's name; its numbers are unique under it
  "channel": "sales_rep",             website, shop or sales_rep
  "dates": ["d-MMM-yy"],              dates that are not year, month, day (Luxon's formats)
  "statuses": { "done": "delivered" },   placed, confirmed, shipped, delivered, cancelled, unfulfilled
  "orders": { "file": "orders", "columns": { "order": "no", "customer": "customer_no", "status": "status", "placedAt": "placed",
    "confirmedAt": "confirmed", "shippedAt": "shipped", "deliveredAt": "signed", "promised": "promised", "address": "ship_to" } },
  "items": { "file": "lines", "columns": { "order", "item", "product", "productName", "specification", "quantity", "unit", "unitPrice" } },
  "deliveries": where an order has several: { "order", "delivery", "promised", "shippedAt", "deliveredAt", "mode", "carrier", "tracking" }
  "customers": { "customer", "identity", "name", "address", "phone" }
  "products": { "product", "name", "category", "specification", "unit" }
  "reviews": { "order", "review", "csat", "nps", "ces", "words", "answeredAt" }
}
A source without confirmedAt confirms no orders; where placing an order confirms it, map it to that column too.
A column is a name, several names (the first that is there; null as the last: it may be missing), or { "text": "{street} {town}" }.
A survey's mapping: { "source", "survey": its name, "files": a regular expression on file names, "columns": { "response", "answeredAt", "nps", "csat", "ces", "area", "words" }, "blanks": { "nps": ["11"] } }`,
};
