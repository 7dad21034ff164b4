import { parseArgs } from 'node:util';
import { figuresOf } from '#domain/governance/kpi/figures';
import { kpi, type MeasureName } from '#domain/governance/kpi/kpi';
import { kpiWords } from '#domain/governance/kpi/kpi.words';
import { configSource } from '#server/config-source';
import { openDatabase } from '#server/database';
import { places } from '#server/places';

export const summary = {
  zh: '指标：kpi [--json] [--from 日期] [--to 日期] [--by month|quarter] [指标名 …]',
  en: 'measures: kpi [--json] [--from DATE] [--to DATE] [--by month|quarter] [NAME …]',
};

/** Prints the measures, computed from the records; `--json` prints `[{ id, period?, numerator, denominator, value }]`. */
export async function run(args: string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: { json: { type: 'boolean' }, from: { type: 'string' }, to: { type: 'string' }, by: { type: 'string' } },
  });
  const wrong = faultOf(values, positionals);
  if (wrong) {
    console.error(wrong);
    return 2;
  }
  const names = (positionals.length > 0 ? positionals : Object.keys(kpi)) as MeasureName[];
  const where = places();
  const db = await openDatabase({ url: where.databaseUrl, dataDir: where.data, poolSize: 4 });
  try {
    const { zone } = await configSource(db.pool);
    const figures = await figuresOf(db.pool, zone, names, {
      from: values.from,
      to: values.to,
      by: values.by as 'month' | 'quarter' | undefined,
    });
    if (values.json) console.log(JSON.stringify(figures, null, 1));
    else
      for (const f of figures)
        console.log(
          `${kpiWords[f.id].name.join(' / ')}\t${f.period ?? ''}\t${f.numerator ?? ''}/${f.denominator}\t${f.value ?? '—'}`,
        );
    return 0;
  } finally {
    await db.stop();
  }
}

function faultOf(values: { from?: string; to?: string; by?: string }, names: readonly string[]): string | null {
  for (const date of [values.from, values.to])
    if (date !== undefined && (!/^\d{4}-\d\d-\d\d$/.test(date) || Number.isNaN(Date.parse(date))))
      return `日期应形如 2026-11-21。 A date looks like 2026-11-21: ${date}`;
  if (values.by !== undefined && values.by !== 'month' && values.by !== 'quarter')
    return '--by 只能是 month 或 quarter。 --by takes month or quarter.';
  const unknown = names.filter((n) => !(n in kpi));
  return unknown.length > 0 ? `没有这个指标 No such measure: ${unknown.join(', ')}. ${Object.keys(kpi).join(', ')}` : null;
}
