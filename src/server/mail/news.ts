import type { PoolClient } from 'pg';
import { bilingual } from '#kernel/declare/words';
import type { Kernel } from '#kernel/run/kernel';
import { newsLetter } from './letters.ts';
import type { Letter } from './post.ts';

const MOST_NEWS = 50; // in one letter; the workbench shows the rest

/**
 * One letter to each employee who wants them and has been told something since the last: promises due soon or broken. Whoever is
 * written to is noted in the same transaction. `origin` is where the pages are, `now` epoch milliseconds.
 */
export async function mailNews(
  { registry }: Kernel,
  client: PoolClient,
  { company, origin, now }: { company: string; origin: string; now: number },
): Promise<Letter[]> {
  const { rows } = await client.query<Told>(NEWS_SQL, [new Date(now), MOST_NEWS]);
  await client.query('update mail_news set since = $2 where employee = any($1::uuid[])', [
    rows.map((r) => r.employee),
    new Date(now),
  ]);
  return rows.map(({ email, news }) => {
    const lines = news.map(({ control, number, kind }) => {
      const [record = '', , deadline = ''] = (control ?? '').split('.');
      const name = bilingual(registry.kinds.get(record)?.words.deadlines[deadline], control ?? '').zh;
      return `${number ?? ''} ${name}：${kind === 'due_soon' ? '即将到期' : '已违约'}`;
    });
    return newsLetter({ to: email, locale: 'zh', company }, `${origin}/workbench`, lines);
  });
}

interface Told {
  employee: string;
  email: string;
  news: { control: string | null; number: string | null; kind: string }[];
}

// Who holds a role today hears what is told to the role. The list is locked: of two that look at once, one writes.
const NEWS_SQL = `with wanting as (
  select m.employee, m.since, e.email from mail_news m join employee e on e.id = m.employee
  where e.state = 'active' and e.email is not null order by m.employee for update of m skip locked
)
select w.employee, w.email, n.news from wanting w cross join lateral (
  select json_agg(json_build_object('control', c.control, 'number', x.number, 'kind', x.kind) order by x.at) as news from (
    select * from notification n where n.at > w.since and n.at <= $1 and n.kind in ('due_soon', 'breached', 'still_overdue')
      and (n.employee = w.employee or n.employee is null and n.role in (select 'employee' union all
        select g.role from role_grant g where g.employee = w.employee and g.state = 'in_force' and g.from_date <= $1::date
          and (g.until_date is null or g.until_date >= $1::date)))
    order by n.at desc limit $2) x left join commitment c on c.id = x.commitment
) n where n.news is not null`;
