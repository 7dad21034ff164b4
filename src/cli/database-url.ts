import { parseArgs } from 'node:util';
import { places } from '#server/places';
import { embeddedState, embeddedUrl } from '#server/postgres/embedded';
import { localeOf } from './locale.ts';

export const summary = {
  zh: '显示数据库地址（属主），如 psql "$(npx lvyue database-url)"',
  en: 'Print what connects to the database as its owner: psql "$(npx lvyue database-url)"',
};

/** Prints the URL on stdout, and a warning on stderr when the embedded database is not running. */
export async function run(args: string[]): Promise<number> {
  const { values } = parseArgs({ args, options: { lang: { type: 'string' } } });
  const zh = localeOf(values.lang) === 'zh';
  const { data, databaseUrl } = places();
  const url = databaseUrl ?? embeddedUrl(data);
  if (url === undefined) {
    console.error(zh ? `${data} 下还没有数据库，请先启动系统。` : `There is no database in ${data} yet; start the system first.`);
    return 1;
  }
  if (databaseUrl === undefined && embeddedState(data).state !== 'running') {
    console.error(
      zh
        ? '内置数据库没有运行，系统启动后方可连接。'
        : 'The embedded database is not running; it can be reached while the system runs.',
    );
  }
  console.log(url);
  return 0;
}
