import { parseArgs } from 'node:util';
import { examine, type Finding } from '#server/doctor';
import { journalPlaces } from '#server/journal-places';
import { places } from '#server/places';
import { type Locale, localeOf } from './locale.ts';

export const summary = {
  zh: '检查运行环境、数据库和任务，说明问题和解决办法：lvyue doctor [--port 端口] [--lang zh|en]',
  en: 'Examine machine, database and jobs, and say what is wrong and how to mend it: lvyue doctor [--port PORT] [--lang zh|en]',
};

const DEFAULT_PORT = '8080';

/** Prints what it finds. Exit code 1 when something must be mended. */
export async function run(args: string[]): Promise<number> {
  const { values } = parseArgs({
    args,
    options: { port: { type: 'string' }, host: { type: 'string' }, lang: { type: 'string' } },
  });
  const locale = localeOf(values.lang);
  let bad = 0;
  const findings = examine({
    places: places(),
    keys: journalPlaces().keys,
    host: values.host ?? '127.0.0.1',
    port: Number(values.port ?? process.env['LVYUE_PORT'] ?? process.env['PORT'] ?? DEFAULT_PORT),
    now: () => new Date(),
  });
  for await (const finding of findings) {
    console.log(tell(finding, locale));
    if (finding.state === 'bad') bad++;
  }
  if (locale === 'zh') console.log(bad === 0 ? '没有必须处理的问题。' : `${bad} 个问题必须处理。`);
  else console.log(bad === 0 ? 'Nothing has to be mended.' : `${bad} ${bad === 1 ? 'thing has' : 'things have'} to be mended.`);
  return bad === 0 ? 0 : 1;
}

const MARK: Record<Finding['state'], string> = { good: '✓', odd: '!', bad: '✗' };

function tell({ what, state, found, mend }: Finding, locale: Locale): string {
  const line = `${MARK[state]} ${what[locale]}${locale === 'zh' ? '：' : ': '}${found[locale]}`;
  return mend ? `${line}\n    → ${mend[locale]}` : line;
}
