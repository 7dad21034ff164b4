import { listOf, object, text } from './schema.ts';
import { answer, refusals } from './shared.ts';

/** The routes that say how the program is. */
export const healthPaths: Record<string, Record<string, object>> = {
  '/healthz': {
    get: {
      operationId: 'health',
      tags: ['health'],
      summary: '进程状态 Is the process alive?',
      security: [],
      responses: {
        200: answer('运行中 It is', {
          type: 'object',
          required: ['status'],
          properties: { status: { const: 'ok' }, demo: { const: true, description: '仅在演示公司 In the demo company only' } },
        }),
      },
    },
  },
  '/readyz': {
    get: {
      operationId: 'readiness',
      tags: ['health'],
      summary: '服务就绪 Can it serve?',
      security: [],
      responses: Object.fromEntries(
        [200, 503].map((status) => [
          status,
          answer(
            status === 200 ? '就绪 It can' : '未就绪 It cannot',
            object({
              database: { enum: ['ok', 'slow', 'unreachable'] },
              migrations: { enum: ['current', 'pending', 'foreign', 'unknown'] },
            }),
          ),
        ]),
      ),
    },
  },
  '/metrics': {
    get: {
      operationId: 'metrics',
      tags: ['health'],
      summary: '监控指标（Prometheus） Metrics, on this machine or with an API key',
      responses: { 200: { description: 'Prometheus', content: { 'text/plain': { schema: text } } }, ...refusals(404) },
    },
  },
  '/api/demo': {
    get: {
      operationId: 'demo',
      tags: ['health'],
      summary: '演示公司及其账号 The demo company and its accounts',
      security: [],
      responses: {
        200: answer(
          '仅在演示公司 In the demo company only',
          object({ name: text, password: text, accounts: listOf(object({ login: text, name: text, roles: listOf(text) })) }),
        ),
        ...refusals(404),
      },
    },
  },
  '/api/openapi.json': {
    get: {
      operationId: 'openapi',
      tags: ['health'],
      summary: '本文档 This document',
      security: [],
      responses: { 200: answer('OpenAPI 3.1', { type: 'object', additionalProperties: true }) },
    },
  },
};
