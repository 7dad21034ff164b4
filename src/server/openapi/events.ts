import { query } from './operation.ts';
import { id, listOf, object, orNull, text } from './schema.ts';
import { answer, refusals } from './shared.ts';

/** What open pages listen to, and what they search in. */
export const eventPaths: Record<string, Record<string, object>> = {
  '/api/events': {
    get: {
      operationId: 'events',
      tags: ['commitments'],
      summary: '变化的实时通知 What has changed, as it happens',
      description:
        '仅限登录会话 For sessions only. `changed` {kinds: {record: [id] | null}} · `news` · `everything`; Last-Event-ID 之后的变化会补发 what came after Last-Event-ID is told first.',
      responses: {
        200: { description: '事件流 Server-sent events', content: { 'text/event-stream': { schema: text } } },
        ...refusals(403),
      },
    },
  },
  '/api/search': {
    get: {
      operationId: 'search',
      tags: ['commitments'],
      summary: '在所有单据中查找 Search in all records',
      parameters: [
        { ...query('q', { type: 'string', minLength: 2, maxLength: 100 }), required: true },
        query('each', { type: 'integer', minimum: 1, maximum: 10, default: 4 }),
      ],
      responses: {
        200: answer(
          '每种单据中最新的几份 The newest few of each kind',
          object({
            items: listOf(
              object({ record: text, items: listOf(object({ id, number: text, title: orNull(text), state: text })) }),
            ),
          }),
        ),
        ...refusals(422),
      },
    },
  },
};
