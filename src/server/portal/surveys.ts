import { z } from 'zod';
import { surveyResponse } from '#domain/voice/survey-response/survey-response';
import { notFound, Problem } from '#kernel/problem';
import type { Actor } from '#kernel/run/actor';
import type { Tx } from '#kernel/run/scene';
import { askerOf, lookAtLink, redeemLink } from './link.ts';
import { everybody, visitors } from './route.ts';
import { idOf, once, recordSeen, seen } from './seen.ts';
import { VISITOR_COLUMNS, type Visitor, visitorOf } from './session.ts';

const SurveySeen = z.object({ ...seen, title: z.string(), kind: z.string(), questions: z.string().nullable() });

/** The scales are those of the record; which of them are asked follows from the kind of survey. */
const answers = {
  nps: z.int().min(0).max(10).optional(),
  csat: z.int().min(1).max(5).optional(),
  ces: z.int().min(1).max(7).optional(),
  words: z.string().trim().min(1).max(8000).optional(),
};
type Answers = { [K in keyof typeof answers]?: z.infer<(typeof answers)[K]> };

const Thanks = z.object({ number: z.string() });
const token = z.string().min(20).max(100);

export const surveyRoutes = [
  visitors('GET /surveys/:id', {
    name: 'portalSurvey',
    summary: ['一项调查', 'A survey'],
    answer: SurveySeen,
    problems: { 'not-found': 404 },
    work: async (asked) => (await recordSeen(asked, 'survey', asked.id)).doc,
  }),
  visitors('POST /surveys/:id/answer', {
    name: 'portalAnswer',
    summary: ['回答调查', 'Answer a survey'],
    body: z.strictObject(answers),
    answer: Thanks,
    status: 201,
    problems: { 'not-found': 404, 'answered-already': 409 },
    work: (asked) =>
      once(asked, async (tx) => {
        const survey = idOf(asked);
        const [found] = await tx.query<{ answered: boolean }>(
          `select exists (select from survey_response a where a.survey = r.id and a.created_by = $2) as answered from survey r where r.id = $1 and r.state = 'running'`,
          [survey, asked.me.actor.id],
        );
        if (!found) throw notFound();
        if (found.answered) throw answeredAlready();
        return respond(tx, survey, asked.me, asked.body, asked.locale);
      }),
  }),
  everybody('POST /survey-links/look', {
    name: 'portalSurveyLink',
    summary: ['打开调查链接', 'Look at the survey behind a link'],
    body: z.strictObject({ token }),
    answer: z.object({ title: z.string(), kind: z.string(), questions: z.string().nullable() }),
    problems: { 'link-used-up': 410 },
    async work({ parts, body, now }) {
      const { survey } = await lookAtLink(askerOf(parts.kernel.pool), 'survey', body.token, new Date(now));
      const { rows } = await parts.kernel.pool.query(
        `select title, kind, questions from survey where id = $1 and state = 'running'`,
        [survey],
      );
      if (!rows[0]) throw closed();
      return rows[0] as object;
    },
  }),
  everybody('POST /survey-links/answer', {
    name: 'portalSurveyLinkAnswer',
    summary: ['通过链接回答调查', 'Answer the survey behind a link, once'],
    body: z.strictObject({ token, ...answers }),
    answer: Thanks,
    status: 201,
    problems: { 'link-used-up': 410 },
    work: ({ parts, body: { token: held, ...given }, now, locale }) =>
      // The link is used up in the transaction of its answer: one that is refused leaves it good.
      parts.kernel.write(ANONYMOUS, now, async (tx) => {
        const link = await redeemLink(tx.query, 'survey', held, new Date(now));
        const visitor = link.contact === null ? null : await visitorBehind(tx, link.contact, link.id, locale);
        const open = await tx.query(`select from survey where id = $1 and state = 'running'`, [link.survey]);
        if (open.length === 0) throw closed();
        return respond(tx.as(visitor?.actor ?? { ...ANONYMOUS, id: `link:${link.id}` }), link.survey!, visitor, given, locale);
      }),
  }),
];

/** Whoever holds a link that names nobody: they may answer, and see nothing. */
const ANONYMOUS: Actor = {
  id: 'link',
  name: '',
  roles: ['portal_customer'],
  employee: null,
  department: null,
  departments: [],
  customer: null,
  locale: 'zh',
  scopes: ['write'],
};

async function respond(tx: Tx, survey: string, who: Visitor | null, given: Answers, language: string) {
  const { nps = null, csat = null, ces = null, words = null } = given;
  const respondent = who ? { customer: who.customer, respondent: who.actor.name } : {};
  const answeredAt = new Date(tx.now).toISOString();
  const [made] = await tx.create(surveyResponse, [{ survey, answeredAt, nps, csat, ces, words, language, ...respondent }]);
  return made!;
}

/** The person whom a link was sent to, also where they may not use the rest of the portal. */
async function visitorBehind(tx: Tx, contact: string, link: string, locale: 'zh' | 'en'): Promise<Visitor | null> {
  const [row] = await tx.query<Parameters<typeof visitorOf>[0]>(
    `select ${VISITOR_COLUMNS} from contact k join customer c on c.id = k.customer where k.id = $1 and k.state = 'active'`,
    [contact],
  );
  return row ? visitorOf(row, link, locale) : null;
}

const answeredAlready = (): Problem =>
  new Problem('answered-already', 409, {
    zh: '您已经回答过这项调查，谢谢。',
    en: 'You have answered this survey already. Thank you.',
  });

const closed = (): Problem =>
  new Problem('link-used-up', 410, {
    zh: '这项调查已经结束，谢谢您的关注。',
    en: 'This survey has ended. Thank you all the same.',
  });
