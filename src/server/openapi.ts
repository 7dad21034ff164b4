import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { Hono } from 'hono';
import { mentioners } from '#kernel/run/mention';
import type { Registry } from '#kernel/run/registry';
import { accessPaths } from './access/paths.ts';
import { longJsonAnswer } from './http/compress.ts';
import type { Exchange } from './http/exchange.ts';
import { administrationPaths } from './openapi/administration.ts';
import { approvalPaths, approvalSchemas } from './openapi/approvals.ts';
import { businessPaths } from './openapi/business.ts';
import { eventPaths } from './openapi/events.ts';
import { commentPaths, commentPathsOf, filePaths } from './openapi/files.ts';
import { governancePaths } from './openapi/governance.ts';
import { healthPaths } from './openapi/health.ts';
import { listPaths, listSchemas } from './openapi/lists.ts';
import { printPaths } from './openapi/print.ts';
import { promisePaths } from './openapi/promises.ts';
import { recordPaths, recordResponses, recordSchemas } from './openapi/records.ts';
import { both } from './openapi/schema.ts';
import { sharedParameters, sharedResponses, sharedSchemas } from './openapi/shared.ts';
import { projectRoot } from './places.ts';
import { portalPaths } from './portal/openapi.ts';

/** Where the committed document lies. */
export const openapiFile = path.join(projectRoot, 'docs', 'openapi.json');

/** The HTTP interface as an OpenAPI 3.1 document: a loop over the registry. The same registry gives the same text. */
export function openapiDocument(registry: Registry): object {
  const kinds = [...registry.kinds.values()];
  const { version } = JSON.parse(readFileSync(path.join(projectRoot, 'package.json'), 'utf8')) as { version: string };
  return {
    openapi: '3.1.0',
    info: { title: '履约 Lüyue', version, description: ABOUT },
    servers: [{ url: '/' }],
    security: [{ key: [] }, { session: [] }],
    tags: [
      ...kinds.map(({ record, words }) => ({ name: record.name, description: `${both(words.name)}: ${both(words.about)}` })),
      { name: 'commitments', description: '承诺 Commitments' },
      { name: 'approvals', description: '审批 Approvals' },
      { name: 'governance', description: '制度与指标 Regulations and measures' },
      { name: 'administration', description: '系统管理 Administration' },
      { name: 'lists', description: '视图、导出、导入与后台任务 Views, exports, imports and long work' },
      { name: 'files', description: '文件与评论 Files and comments' },
      { name: 'access', description: '登录与密钥 Signing in, keys' },
      { name: 'portal', description: '客户自助门户 The customers’ portal' },
      { name: 'health', description: '运行状态 How the program is' },
    ],
    paths: {
      ...Object.assign({}, ...kinds.map((kind) => recordPaths(kind, mentioners(registry, kind).length > 0))),
      ...Object.assign({}, ...kinds.map(commentPathsOf)),
      ...filePaths,
      ...commentPaths,
      ...businessPaths(registry),
      ...promisePaths,
      ...approvalPaths,
      ...printPaths(registry),
      ...governancePaths,
      ...listPaths,
      ...eventPaths,
      ...administrationPaths,
      ...Object.fromEntries(Object.entries(accessPaths).map(([below, item]) => [`/api${below}`, item])),
      ...portalPaths(),
      ...healthPaths,
    },
    components: {
      schemas: { ...sharedSchemas, ...approvalSchemas, ...listSchemas, ...Object.assign({}, ...kinds.map(recordSchemas)) },
      responses: { ...sharedResponses, ...Object.assign({}, ...kinds.map(recordResponses)) },
      parameters: sharedParameters,
      securitySchemes: {
        key: { type: 'http', scheme: 'bearer', description: '接口密钥 An API key: lvy_…' },
        portal: {
          type: 'apiKey',
          in: 'cookie',
          name: 'lvyue_portal',
          description: '客户联系人的浏览器会话 A session of a contact person’s browser',
        },
        session: {
          type: 'apiKey',
          in: 'cookie',
          name: 'lvyue_session',
          description: '浏览器会话；修改时另需 X-Lvyue: 1 A session of a browser; changes also need X-Lvyue: 1',
        },
      },
    },
  };
}

/** The document as it is committed and served. */
export const openapiText = (registry: Registry): string =>
  `${JSON.stringify(openapiDocument(registry), null, 1).replaceAll(/\{\s+("\$ref": "[^"]+")\s+\}/g, '{ $1 }')}\n`;

/** `GET /api/openapi.json` */
export function addOpenapiRoute(app: Hono<{ Bindings: Exchange }>, registry: Registry): void {
  let text: string | undefined; // made when first asked for: a start does not wait for it
  app.get('/api/openapi.json', (c) => {
    c.env.route = '/api/openapi.json';
    text ??= openapiText(registry);
    return longJsonAnswer(text, c.env.incoming.headers['accept-encoding']);
  });
}

const ABOUT = `管住对客户的承诺，并能证明。Keep every promise to a customer, and prove it.

- 出错时回答 application/problem+json（RFC 9457），语言随 Accept-Language。Whatever is refused is answered as application/problem+json, in the language of Accept-Language.
- 看不到的单据等于不存在（404）；不能执行的操作为 403；条件未满足为 409 并列出全部原因。A record that you may not see does not exist (404); a step that you may not take is 403; one whose conditions do not hold is 409 with every reason.
- 时刻为 UTC 的 ISO 8601；日期为 YYYY-MM-DD；金额与数量为十进制字符串。Instants are ISO 8601 in UTC, dates YYYY-MM-DD, money and quantities decimal strings.`;
