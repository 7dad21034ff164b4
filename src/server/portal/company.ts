import { portalCompany, portalHue } from '#domain/accounts/portal.settings';
import { settingAt } from '#kernel/run/config';
import type { Kernel } from '#kernel/run/kernel';

/** How the company shows itself to its customers. */
export interface Shown {
  name: string;
  /** 0 to 360. */
  hue: number;
}

/** The company's name and colour at `now` (epoch milliseconds), from its settings. */
export async function companyShown({ config, pool }: Pick<Kernel, 'config' | 'pool'>, now: number): Promise<Shown> {
  const settings = await config();
  const hue = Math.min(360, Math.max(0, settingAt(settings, portalHue, now)));
  const name = settingAt(settings, portalCompany, now).trim();
  if (name !== '') return { name, hue };
  const { rows } = await pool.query<{ name: string }>(
    `select name from department where parent is null and state = 'active' order by created_at, id limit 1`,
  );
  return { name: rows[0]?.name ?? '履约 Lüyue', hue };
}
