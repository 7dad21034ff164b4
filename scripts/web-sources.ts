import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

// Writes the two files of the web application that follow from others: the list of records, from the server's registry, and the
// types of the routes that are not a record's own, from docs/openapi.json. A test says when they are stale.

const root = path.resolve(import.meta.dirname, '..');

/** What each made file has to say, by its path inside the project. */
export function webSources(): Record<string, string> {
  return { 'src/web/records.ts': formatted(recordsSource()), 'src/web/api/routes.ts': formatted(routesSource()) };
}

/** As the project's formatter writes it, so that what is committed and what is made can be compared. */
function formatted(source: string): string {
  const biome = path.join(root, 'node_modules', '.bin', 'biome');
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [biome, 'check', '--write', '--stdin-file-path=src/web/made.ts'],
    {
      cwd: root,
      input: source,
      encoding: 'utf8',
    },
  );
  if (status !== 0) throw new Error(stderr);
  return stdout;
}

const text = (file: string): string => readFileSync(path.join(root, file), 'utf8');

function recordsSource(): string {
  const registry = text('src/server/registry.ts');
  const from = new Map<string, string>();
  for (const [, names = '', specifier = ''] of registry.matchAll(/import \{ ([^}]+) \} from '(#domain\/[^']+)'/g))
    for (const name of names.split(',')) from.set(name.trim(), specifier);
  const kinds = [...registry.matchAll(/\bkind\(\s*(\w+),\s*(\w+),/g)].map(([, record = '', words = '']) => ({
    record,
    words,
    module: from.get(record)?.split('/')[1] ?? '',
  }));
  const imports = kinds
    .flatMap(({ record, words }) => [record, words])
    .map((name) => `import { ${name} } from '${from.get(name)}';`);
  const rows = kinds.map(({ module, record, words }) => `  declared('${module}', ${record}, ${words}),`);
  return `// Made from src/server/registry.ts by \`npm run web:sources\`.\n${[...new Set(imports)].sort(bySpecifier).join('\n')}
import { declared } from './declared.ts';

/** Every record with its words, in the order of a customer's journey. */
export const records = [\n${rows.join('\n')}\n];\n`;
}

const specifierOf = (line: string): string => /'([^']+)'/.exec(line)?.[1] ?? '';
const bySpecifier = (a: string, b: string): number => (specifierOf(a) < specifierOf(b) ? -1 : 1);

type Schema = { [key: string]: unknown; properties?: Record<string, Schema>; items?: Schema; required?: string[] };
interface Operation {
  tags?: string[];
  parameters?: Schema[];
  requestBody?: { content: { 'application/json'?: { schema: Schema } } };
  responses: Record<string, { content?: { 'application/json'?: { schema: Schema } } }>;
}

function routesSource(): string {
  const document = JSON.parse(text('docs/openapi.json')) as {
    paths: Record<string, Record<string, Operation>>;
    components: { schemas: Record<string, Schema>; parameters: Record<string, Schema> };
  };
  const records = new Set(
    [...text('src/web/records.ts').matchAll(/declared\('\w*', (\w+),/g)].map(([, name = '']) => kebab(name)),
  );
  const used = new Set(['Ability', 'StandingCommitment']); // what the routes of records share
  const routes: string[] = [];
  for (const [route, methods] of Object.entries(document.paths)) {
    if (!route.startsWith('/api/')) continue;
    for (const [method, operation] of Object.entries(methods)) {
      if (!('responses' in operation) || operation.tags?.some((tag) => records.has(tag))) continue;
      const parameters = (operation.parameters ?? []).map((p) =>
        typeof p['$ref'] === 'string' ? document.components.parameters[p['$ref'].split('/').at(-1) ?? '']! : p,
      );
      const query = parameters
        .filter((p) => p['in'] === 'query')
        .map((p) => `${String(p['name'])}?: ${typeOf(p['schema'] as Schema, used)}`);
      const body = operation.requestBody?.content['application/json']?.schema;
      const answers = Object.entries(operation.responses).filter(([status]) => status.startsWith('2'));
      const answer = answers.map(([, { content }]) =>
        content?.['application/json'] ? typeOf(content['application/json'].schema, used) : 'undefined',
      );
      routes.push(
        `  '${method.toUpperCase()} ${route}': { query: { ${query.join('; ')} }; body: ${body ? typeOf(body, used) : 'undefined'}; answer: ${[...new Set(answer)].join(' | ') || 'undefined'} };`,
      );
    }
  }
  const interfaces: string[] = [];
  for (const name of used) interfaces.push(`export type ${name} = ${typeOf(document.components.schemas[name]!, used)};`); // grows while it runs
  return `// Made from docs/openapi.json by \`npm run web:sources\`.\n\n/** The routes that are not a record's own: what they take and answer. */\nexport interface Routes {\n${routes.join('\n')}\n}\n\n${interfaces.join('\n')}\n`;
}

const kebab = (name: string): string => name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);

/** A JSON Schema as a TypeScript type; `used` collects the named schemas that it refers to. */
function typeOf(schema: Schema, used: Set<string>): string {
  if (typeof schema['$ref'] === 'string') {
    const name = schema['$ref'].split('/').at(-1) ?? '';
    used.add(name);
    return name;
  }
  const several = (key: string, sign: string) => `(${(schema[key] as Schema[]).map((s) => typeOf(s, used)).join(` ${sign} `)})`;
  if (schema['anyOf']) return several('anyOf', '|');
  if (schema['allOf']) return several('allOf', '&');
  if (schema['const'] !== undefined) return JSON.stringify(schema['const']);
  if (schema['enum']) return (schema['enum'] as unknown[]).map((value) => JSON.stringify(value)).join(' | ');
  if (Array.isArray(schema['type']))
    return `(${(schema['type'] as string[]).map((type) => typeOf({ ...schema, type }, used)).join(' | ')})`;
  switch (schema['type']) {
    case 'string':
      return 'string';
    case 'integer':
    case 'number':
      return 'number';
    case 'boolean':
      return 'boolean';
    case 'null':
      return 'null';
    case 'array':
      return `readonly (${typeOf(schema.items ?? {}, used)})[]`;
    case 'object':
      return objectType(schema, used);
    default:
      return 'unknown';
  }
}

function objectType({ properties, required = [], additionalProperties }: Schema, used: Set<string>): string {
  if (!properties) {
    const values =
      typeof additionalProperties === 'object' && additionalProperties !== null
        ? typeOf(additionalProperties as Schema, used)
        : 'unknown';
    return `Record<string, ${values}>`;
  }
  const members = Object.entries(properties).map(
    ([name, s]) => `${JSON.stringify(name)}${required.includes(name) ? '' : '?'}: ${typeOf(s, used)}`,
  );
  return `{ ${members.join('; ')} }`;
}

if (process.argv[1] === fileURLToPath(import.meta.url))
  for (const [file, source] of Object.entries(webSources())) writeFileSync(path.join(root, file), source);
