import type { Hono } from 'hono';
import { z } from 'zod';
import { notAllowed } from '#kernel/problem';
import { parse } from '#kernel/run/validate';
import { readJson } from '#server/http/body';
import { type Exchange, jsonAnswer, type RequestContext } from '#server/http/exchange';
import type { RecordDeps } from '#server/http/records';

export const LettersWanted = z.strictObject({ news: z.boolean() });

/** `/api/me/letters`: whether news of promises come by e-mail too. Each person says so for themselves; nobody is written to unasked. */
export function addLetterRoutes(
  app: Hono<{ Bindings: Exchange }>,
  { kernel, now, admitted, sendsMail }: RecordDeps & { sendsMail: boolean },
): void {
  const path = '/api/me/letters';
  const employeeOf = async (c: RequestContext): Promise<string> => {
    c.env.route = path;
    const { employee } = await admitted(c);
    if (employee === null) throw notAllowed(['session']);
    return employee;
  };
  const answer = async (employee: string): Promise<Response> => {
    const { rows } = await kernel.pool.query<{ email: string | null; news: boolean }>(
      'select email, exists (select from mail_news m where m.employee = e.id) as news from employee e where id = $1',
      [employee],
    );
    return jsonAnswer(JSON.stringify({ ...rows[0], sendsMail }));
  };

  app.get(path, async (c) => answer(await employeeOf(c)));

  app.post(path, async (c) => {
    const employee = await employeeOf(c);
    const { news } = parse(LettersWanted, (await readJson(c.env.incoming)).value);
    // What was told before one asked for letters is not sent.
    if (news)
      await kernel.pool.query('insert into mail_news (employee, since) values ($1, $2) on conflict do nothing', [
        employee,
        new Date(now()),
      ]);
    else await kernel.pool.query('delete from mail_news where employee = $1', [employee]);
    return answer(employee);
  });
}
