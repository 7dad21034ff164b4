import { parseArgs } from 'node:util';
import { parse } from '#kernel/run/validate';
import { createApiKey } from '#server/access/api-key';
import { KeyWanted } from '#server/access/requests';
import { localeOf } from './locale.ts';
import { openHere } from './open-here.ts';
import { told } from './told.ts';

export const summary = {
  zh: '创建接口密钥：lvyue token --role 角色 [--role …] [--name 名称] [--scope read|write|admin] [--days 天数] [--lang zh|en]',
  en: 'Make an API key: lvyue token --role ROLE [--role …] [--name NAME] [--scope read|write|admin] [--days DAYS] [--lang zh|en]',
};

/**
 * Makes an API key with the given roles and prints it, and nothing else, to standard output. It may read and write, and is
 * good for 90 days, unless something else is asked for.
 */
export async function run(args: string[]): Promise<number> {
  let locale = localeOf(undefined);
  try {
    const { values } = parseArgs({ args, options: OPTIONS });
    locale = localeOf(values.lang);
    if (!values.role) throw new Error(summary[locale]);
    const { role, scope = 'write', days = '90' } = values;
    const wanted = parse(KeyWanted, { name: values.name ?? role.join(', '), roles: role, scope, days: Number(days) });
    const now = new Date();
    const expiresAt = new Date(now.getTime() + Number(days) * 86_400_000);
    const here = await openHere();
    try {
      const { key } = await createApiKey(here.database.pool, { ...wanted, expiresAt, createdBy: 'system' }, now);
      console.log(key);
      const day = expiresAt.toISOString().slice(0, 10);
      console.error(
        locale === 'zh' ? `密钥仅显示这一次，有效期至 ${day}。` : `The key is shown this once. It is good until ${day}.`,
      );
      return 0;
    } finally {
      await here.close();
    }
  } catch (error) {
    console.error(told(error, locale));
    return 1;
  }
}

const OPTIONS = {
  role: { type: 'string', multiple: true },
  name: { type: 'string' },
  scope: { type: 'string' },
  days: { type: 'string' },
  lang: { type: 'string' },
} as const;
