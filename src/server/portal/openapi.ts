import { LettersWanted } from '#server/mail/routes';
import { flag, listOf, object, orNull, type Schema, schemaOf, text, whole } from '#server/openapi/schema';
import { answer, body, parameter, refusals } from '#server/openapi/shared';
import type { PortalRoute } from './route.ts';
import { portalRoutes } from './routes.ts';
import { LinksWanted } from './staff.ts';

/** The routes of the portal, as the interface description tells them. */
export function portalPaths(): Record<string, Record<string, object>> {
  const paths: Record<string, Record<string, object>> = {};
  for (const route of portalRoutes) {
    const path = `/api/portal${route.path.replaceAll(/:(\w+)/g, '{$1}')}`;
    paths[path] = { ...paths[path], [route.method.toLowerCase()]: operation(route) };
  }
  return { ...paths, ...staffPaths };
}

const own = [parameter('id')] as unknown as object;
const letters: Schema = object({ email: orNull(text), news: flag, sendsMail: flag });
const label: Schema = object({
  productName: orNull(text),
  specification: orNull(text),
  quantity: orNull(text),
  productionDate: orNull(text),
  delivery: text,
  customer: text,
  product: orNull(text),
  url: orNull(text),
  code: orNull(object({ size: whole, path: { type: 'string', description: 'SVG path' } })),
});

/** What staff do for the portal. */
const staffPaths: Record<string, Record<string, object>> = {
  '/api/contacts/{id}/portal-link': {
    parameters: own,
    post: {
      operationId: 'makePortalLink',
      tags: ['portal'],
      summary: '制作门户登录链接，仅显示一次 Make a link that signs a contact person in, shown this once',
      responses: { 201: answer('链接 The link', object({ url: text, days: whole })), ...refusals(403, 404, 409) },
    },
  },
  '/api/surveys/{id}/links': {
    parameters: own,
    post: {
      operationId: 'makeSurveyLinks',
      tags: ['portal'],
      summary: '制作调查链接，各用一次 Make links to a survey, each for one answer',
      requestBody: body(schemaOf(LinksWanted, 'input')),
      responses: {
        201: answer('链接 The links', object({ urls: listOf(text), days: whole })),
        ...refusals(400, 403, 404, 409, 413, 415, 422),
      },
    },
  },
  '/api/deliveries/{id}/labels': {
    parameters: own,
    get: {
      operationId: 'deliveryLabels',
      tags: ['portal'],
      summary: '包装标识及产品二维码 Labels of packages, with the code that leads to the product’s page',
      responses: { 200: answer('标识 The labels', object({ items: listOf(label) })), ...refusals(404) },
    },
  },
  '/api/me/letters': {
    get: {
      operationId: 'myLetters',
      tags: ['portal'],
      summary: '邮件提醒设置 Whether news come by e-mail',
      responses: { 200: answer('设置 The setting', letters), ...refusals(403) },
    },
    post: {
      operationId: 'wantLetters',
      tags: ['portal'],
      summary: '设置邮件提醒 Say whether news come by e-mail',
      requestBody: body(schemaOf(LettersWanted, 'input')),
      responses: { 200: answer('设置 The setting', letters), ...refusals(400, 403, 413, 415, 422) },
    },
  },
};

const KNOWN = new Set([400, 403, 404, 409, 413, 415, 422]);

function operation(route: PortalRoute): object {
  const { name, summary, open, status, problems, method, path } = route;
  const words = summary.join(' ');
  const own = { name: 'id', in: 'path', required: true, schema: { type: 'string' } };
  const isPaged = route.answer !== null && 'next' in ((route.answer as { shape?: object }).shape ?? {});
  const parameters = [
    ...(path.includes(':id') ? [own] : []),
    ...(isPaged ? [parameter('after')] : []),
    ...(path === '/products' ? [parameter('q')] : []),
    ...(method === 'POST' && !open ? [parameter('idempotencyKey')] : []),
  ];
  const statuses = new Set([
    ...Object.values(problems),
    ...(method === 'GET' ? [] : [403]),
    ...(route.body ? [400, 413, 415, 422] : []),
  ]);
  const told = [...statuses].filter((each) => !KNOWN.has(each)).map((each) => [each, { description: slugsAt(problems, each) }]);
  return {
    operationId: name,
    summary: words,
    tags: ['portal'],
    security: open ? [] : [{ portal: [] }],
    ...(parameters.length > 0 && { parameters }),
    ...(route.body && { requestBody: body(schemaOf(route.body, 'input')) }),
    responses: {
      [status]: route.answer ? answer(words, schemaOf(route.answer, 'output')) : { description: words },
      ...Object.fromEntries(told),
      ...refusals(...[...statuses].filter((each) => KNOWN.has(each))),
    },
  };
}

const slugsAt = (problems: Record<string, number>, status: number): string =>
  Object.keys(problems)
    .filter((slug) => problems[slug] === status)
    .join(', ');
