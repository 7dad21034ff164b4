import { readFileSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { openapiFile, openapiText } from '#server/openapi';
import { registry } from '#server/registry';
import { localeOf } from './locale.ts';

export const summary = {
  zh: '生成接口说明 docs/openapi.json：openapi [--check]',
  en: 'Write docs/openapi.json, the description of the HTTP interface: openapi [--check]',
};

/** Writes the document, or, with `--check`, answers 1 when the committed one is stale. */
export function run(args: string[]): Promise<number> {
  const { values } = parseArgs({ args, options: { check: { type: 'boolean' }, lang: { type: 'string' } } });
  const text = openapiText(registry);
  if (!values.check) {
    writeFileSync(openapiFile, text);
    return Promise.resolve(0);
  }
  if (committed() === text) return Promise.resolve(0);
  console.error(
    localeOf(values.lang) === 'zh'
      ? 'docs/openapi.json 已过期，请运行 npx lvyue openapi。'
      : 'docs/openapi.json is stale; run npx lvyue openapi.',
  );
  return Promise.resolve(1);
}

function committed(): string | null {
  try {
    return readFileSync(openapiFile, 'utf8').replaceAll('\r\n', '\n');
  } catch {
    return null;
  }
}
