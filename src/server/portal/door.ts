import { deleteCookie, setCookie } from 'hono/cookie';
import { z } from 'zod';
import { Problem } from '#kernel/problem';
import { inTransaction } from '#kernel/run/transaction';
import { countAttempt, networkOf } from '#server/access/limits';
import type { RequestContext } from '#server/http/exchange';
import { orderCode, takeCode } from './code.ts';
import { companyShown } from './company.ts';
import { askerOf, redeemLink } from './link.ts';
import { type Asked, everybody, type PortalParts, visitors } from './route.ts';
import { endVisit, type OpenedVisit, openVisit } from './session.ts';

export const PORTAL_COOKIE = 'lvyue_portal';

const address = z.email().max(200);

/** Signing in and out, and what the portal says of itself. */
export const doorRoutes = [
  everybody('GET /about', {
    name: 'portalAbout',
    summary: ['门户信息', 'Whose portal it is'],
    answer: z.object({
      name: z.string(),
      hue: z.number(),
      /** In which the company's days begin and end. */
      zone: z.string(),
      sendsMail: z.boolean(),
      demo: z.boolean(),
    }),
    work: async ({ parts, now }) => ({
      ...(await companyShown(parts.kernel, now)),
      zone: (await parts.kernel.config()).zone,
      sendsMail: parts.sendsMail,
      demo: parts.isDemo,
    }),
  }),
  everybody('POST /code', {
    name: 'portalOrderCode',
    summary: ['获取登录验证码', 'Have a sign-in code sent'],
    body: z.strictObject({ email: address }),
    status: 202,
    // The same for every address, also one that nobody has.
    answer: z.object({ minutes: z.int() }),
    problems: { 'too-many-attempts': 429, 'no-mail': 503 },
    async work({ parts, body, locale, now, c }) {
      if (!parts.sendsMail && !parts.isDemo) throw noMail();
      await countAttempt(parts.kernel.pool, 'address', networkOf(parts.addressOf(c)), new Date(now));
      await orderCode({ pool: parts.kernel.pool, box: parts.box }, body.email, locale, new Date(now));
      return { minutes: 10 };
    },
  }),
  everybody('POST /session', {
    name: 'portalSignIn',
    summary: ['用验证码登录', 'Sign in with a code'],
    body: z.strictObject({
      email: address,
      code: z
        .string()
        .trim()
        .regex(/^\d{6}$/),
      contact: z.uuid().optional(),
    }),
    // Several companies: the person says for which of them, with the same code.
    answer: z.object({ signedIn: z.boolean(), choose: z.array(z.object({ contact: z.string(), company: z.string() })) }),
    problems: { 'wrong-code': 401, 'too-many-attempts': 429 },
    async work(asked) {
      const { parts, body, now, c } = asked;
      const instant = new Date(now);
      await countAttempt(parts.kernel.pool, 'address', networkOf(parts.addressOf(c)), instant);
      const { email, code, contact: wanted } = body;
      const taken = await takeCode({ pool: parts.kernel.pool, box: parts.box }, { email, code, wanted }, instant);
      if ('choose' in taken) return { signedIn: false, choose: taken.choose };
      keep(asked, await openVisit(parts.kernel.pool, { ...taken, method: 'code', ...originOf(parts, c) }, instant));
      return { signedIn: true, choose: [] };
    },
  }),
  everybody('POST /enter', {
    name: 'portalEnter',
    summary: ['用链接登录', 'Sign in by a link, once'],
    body: z.strictObject({ token: z.string().min(20).max(100) }),
    answer: z.object({ opens: z.string() }),
    problems: { 'link-used-up': 410 },
    async work(asked) {
      const { parts, body, now, c } = asked;
      const { visit, opens } = await inTransaction(parts.kernel.pool, async (client) => {
        const link = await redeemLink(askerOf(client), 'sign_in', body.token, new Date(now));
        const who = { contact: link.contact!, method: 'link', ...originOf(parts, c) } as const;
        return { visit: await openVisit(client, who, new Date(now)), opens: link.opens };
      });
      keep(asked, visit);
      return { opens };
    },
  }),
  visitors('GET /me', {
    name: 'portalMe',
    summary: ['当前用户', 'Who is signed in'],
    answer: z.object({
      id: z.string(),
      name: z.string(),
      customerName: z.string(),
      email: z.string().nullable(),
      mobile: z.string().nullable(),
      all: z.boolean(),
    }),
    work: async ({ me }) => ({ ...me, id: me.contact, name: me.actor.name, all: me.actor.onlyContact === undefined }),
  }),
  visitors('DELETE /session', {
    name: 'portalSignOut',
    summary: ['退出登录', 'Sign out'],
    async work({ parts, me, now, c }) {
      await endVisit(parts.kernel.pool, me.session, new Date(now));
      deleteCookie(c, PORTAL_COOKIE, cookieFor(parts, c));
    },
  }),
];

const originOf = (parts: PortalParts, c: RequestContext) => ({
  ip: parts.addressOf(c),
  userAgent: c.req.header('user-agent') ?? '',
});

function keep({ parts, c }: Pick<Asked, 'parts' | 'c'>, { token, expiresAt }: OpenedVisit): void {
  setCookie(c, PORTAL_COOKIE, token, { ...cookieFor(parts, c), expires: expiresAt });
}

// It is sent to the portal's own routes only.
function cookieFor({ publicOrigin }: PortalParts, c: RequestContext) {
  const reached = publicOrigin ?? `${c.req.header('x-forwarded-proto') ?? new URL(c.req.url).protocol}:`;
  return { path: '/api/portal', httpOnly: true, sameSite: 'Lax', secure: reached.startsWith('https:') } as const;
}

const noMail = (): Problem =>
  new Problem('no-mail', 503, {
    zh: '本系统尚未设置发送邮件，不能获取验证码。请联系为您服务的同事，索取登录链接。',
    en: 'This system does not send e-mail yet, so there is no code. Please ask whoever looks after you for a link.',
  });
