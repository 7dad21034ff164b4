import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { expect, test } from 'vitest';
import { projectRoot } from './places.ts';

test('a request is told without its query, a fault without the values of rows', () => {
  const lines = told(`
    const exchange = (method, url) => ({ incoming: { method, url }, id: 'r-1', route: '/api/things', actor: 'employee:1' });
    logAnswer(log, exchange('GET', '/api/things?q=secret'), 200, 1.234);
    logAnswer(log, exchange('GET', '/api/things?q=secret'), 404, 1.234);
    logAnswer(log, exchange('POST', '/api/things'), 201, 1.234);
    const error = Object.assign(new Error('duplicate key'), { code: '23505', table: 'thing', detail: 'Key (email)=(secret) already exists.', cause: new Error('because') });
    logFault(log, error, exchange('POST', '/api/things?token=secret'));
  `);
  expect(lines.map(({ level, msg, method, status, path: where }) => [level, msg, method, status, where])).toEqual([
    ['info', 'request', 'GET', 404, '/api/things'],
    ['info', 'request', 'POST', 201, '/api/things'],
    ['error', 'fault', 'POST', undefined, '/api/things'],
  ]);
  expect(lines[1]).toMatchObject({ request: 'r-1', route: '/api/things', ms: 1.2, actor: 'employee:1' });
  expect(lines[2]).toMatchObject({
    err: {
      message: 'duplicate key',
      code: '23505',
      table: 'thing',
      stack: expect.stringContaining('Error: duplicate key'),
      cause: { message: 'because' },
    },
  });
  expect(JSON.stringify(lines)).not.toContain('secret');
});

/** What a program writes that logs so. */
function told(work: string): Record<string, unknown>[] {
  const script = `import { logAnswer, logFault, openLog } from ${JSON.stringify(path.join(projectRoot, 'src', 'server', 'logs.ts'))}; const log = openLog('info'); ${work}`;
  const { stdout, stderr } = spawnSync(
    process.execPath,
    ['--disable-warning=ExperimentalWarning', '--input-type=module', '-e', script],
    { encoding: 'utf8', cwd: projectRoot },
  );
  expect(stderr).toBe('');
  return stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>);
}
