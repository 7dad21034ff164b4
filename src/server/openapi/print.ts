import type { Registry } from '#kernel/run/registry';
import { printForms } from '../print/forms.ts';
import { query } from './operation.ts';
import { both } from './schema.ts';
import { parameter, refusals } from './shared.ts';

/** The paper of every record that is printed. */
export const printPaths = (registry: Registry): Record<string, Record<string, object>> =>
  Object.fromEntries(
    printForms.map((form) => {
      const { record, words } = registry.kind(form.record);
      return [
        `/api/${record.plural}/{id}/print`,
        {
          parameters: [parameter('id')] as unknown as object,
          get: {
            operationId: `${form.record}_print`,
            tags: [form.record],
            summary: `打印${words.name[0]} Print: ${words.name[1]}`,
            description: `${both(words.name)}，PDF。A4 纸，含编号、页码、签字和盖章处；未经评审的带草稿标记。A4, with number, pages, signatures and seals; a draft is marked.`,
            parameters: [query('locale', { enum: ['zh', 'en'] }, '语言，默认为当前语言 The language; otherwise the reader’s')],
            responses: {
              200: { description: 'PDF', content: { 'application/pdf': { schema: { type: 'string', format: 'binary' } } } },
              ...refusals(404, 422),
            },
          },
        },
      ];
    }),
  );
