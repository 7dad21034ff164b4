import type { Hono } from 'hono';
import { z } from 'zod';
import { type Figure, figuresOf, type Grouping, recordsBehind } from '#domain/governance/kpi/figures';
import { type Breakdown, breakdowns, kpi, type MeasureName } from '#domain/governance/kpi/kpi';
import { kpiWords } from '#domain/governance/kpi/kpi.words';
import type { Pair } from '#kernel/declare/words';
import { notFound } from '#kernel/problem';
import type { Actor } from '#kernel/run/actor';
import { parse } from '#kernel/run/validate';
import type { SheetCell, SheetColumn } from '#server/sheets/write';
import { titlesOf } from './called.ts';
import { parametersOf } from './commitment-question.ts';
import { longJsonAnswer } from './compress.ts';
import type { Exchange, RequestContext } from './exchange.ts';
import type { RecordDeps } from './records.ts';
import { sheetAnswer } from './sheet-answer.ts';
import { staff } from './staff.ts';

const date = z.iso.date().optional();
const names = Object.keys(kpi) as [MeasureName, ...MeasureName[]];

const asked = z.strictObject({
  from: date,
  to: date,
  by: z.enum(['month', 'quarter']).optional(),
  measure: z.enum(names).optional(),
  /** By what the figures are broken down; with `of`, only one group of it is counted. */
  per: z.enum(breakdowns).optional(),
  of: z.union([z.literal('none'), z.uuid()]).optional(),
});
const figures = asked.extend({ format: z.enum(['json', 'csv', 'xlsx']).default('json') });
const behind = asked.omit({ measure: true }).extend({
  good: z.enum(['true', 'false']).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
  offset: z.coerce.number().int().min(0).max(10_000).default(0),
});

/** Measures: by period, by department, product or customer, as data to download; and the records behind each. */
export function addKpiRoutes(app: Hono<{ Bindings: Exchange }>, { kernel, admitted }: RecordDeps): void {
  const { pool, registry } = kernel;

  app.get('/api/kpi', async (c) => {
    c.env.route = '/api/kpi';
    const actor = staff(await admitted(c));
    const { measure, per, of, format, ...span } = parse(figures, parametersOf(c));
    const { zone } = await kernel.config();
    const found = await figuresOf(pool, zone, measure ? [measure] : names, span, groupingOf(actor, per, of));
    const groups =
      per &&
      (await titlesOf(
        kernel,
        actor,
        per,
        found.flatMap(({ group }) => group ?? []),
      ));
    const told = found.map((figure) => {
      const { name, formula } = kpiWords[figure.id];
      const side = actor.locale === 'zh' ? 0 : 1;
      const groupName = figure.group === undefined ? {} : { groupName: groups?.get(figure.group ?? '') ?? null };
      return { ...figure, ...groupName, name: name[side], formula: formula[side] };
    });
    return format === 'json'
      ? longJsonAnswer(JSON.stringify({ items: told }), c.env.incoming.headers['accept-encoding'])
      : sheetAnswer(format, WORDS.title[actor.locale === 'zh' ? 0 : 1], ...tableOf(told, actor));
  });

  app.get('/api/kpi/:name/records', async (c) => {
    c.env.route = '/api/kpi/:name/records';
    const actor = staff(await admitted(c));
    const name = measureIn(c);
    const { good, limit, offset, per, of, ...span } = parse(behind, parametersOf(c));
    const { zone } = await kernel.config();
    const items = await recordsBehind(
      pool,
      zone,
      name,
      { registry, actor },
      {
        span,
        grouping: groupingOf(actor, per, of),
        good: good === undefined ? undefined : good === 'true',
        limit,
        offset,
      },
    );
    return longJsonAnswer(JSON.stringify({ items }), c.env.incoming.headers['accept-encoding']);
  });

  const groupingOf = (actor: Actor, per: Breakdown | undefined, of: string | undefined): Grouping | undefined =>
    per && { per, of, registry, actor };
}

/** @throws Problem not-found when no measure is called so. */
function measureIn(c: RequestContext): MeasureName {
  const name = c.req.param('name') ?? '';
  if (!Object.hasOwn(kpi, name)) throw notFound();
  return name as MeasureName;
}

const WORDS = {
  title: ['指标', 'Figures'],
  measure: ['指标', 'Figure'],
  period: ['期间', 'Period'],
  group: ['分组', 'Group'],
  none: ['未归属', 'Not assigned'],
  value: ['数值', 'Value'],
  numerator: ['分子', 'Numerator'],
  denominator: ['计入数', 'Counted'],
  low: ['95% 下限', '95 % from'],
  high: ['95% 上限', '95 % to'],
  formula: ['公式', 'Formula'],
} as const satisfies Record<string, Pair>;

type Told = Figure & { name: string; formula: string; groupName?: string | null };

/** The columns and rows of figures as a sheet; columns that no figure fills are left out. */
function tableOf(found: readonly Told[], { locale }: Actor): [SheetColumn[], AsyncGenerator<SheetCell[]>] {
  const side = locale === 'zh' ? 0 : 1;
  const columns: [Pair, number, (figure: Told) => SheetCell | undefined][] = [
    [WORDS.measure, 24, (f) => f.name],
    [WORDS.period, 10, (f) => f.period],
    [WORDS.group, 28, (f) => (f.group === undefined ? undefined : (f.groupName ?? WORDS.none[side]))],
    [WORDS.value, 12, (f) => f.value],
    [WORDS.numerator, 10, (f) => f.numerator],
    [WORDS.denominator, 10, (f) => f.denominator],
    [WORDS.low, 12, (f) => f.ci95?.[0] ?? null],
    [WORDS.high, 12, (f) => f.ci95?.[1] ?? null],
    [WORDS.formula, 48, (f) => f.formula],
  ];
  const filled = columns.filter(([, , cell]) => found.length === 0 || found.some((figure) => cell(figure) !== undefined));
  async function* rows(): AsyncGenerator<SheetCell[]> {
    for (const figure of found) yield filled.map(([, , cell]) => cell(figure) ?? null);
  }
  return [filled.map(([header, width]) => ({ header: header[side], width })), rows()];
}
