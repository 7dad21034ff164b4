import { expect, test } from 'vitest';
import { serverOptions } from './options.ts';

test('nothing is needed', () => {
  expect(serverOptions({}, false)).toEqual({
    host: '127.0.0.1',
    port: 8080,
    publicOrigin: null,
    trustedProxies: 0,
    processes: 1,
    poolSize: 16,
    demo: null,
    logLevel: 'info',
  });
  expect(serverOptions({}, true).logLevel).toBe('warn');
});

test('everything can be said', () => {
  const env = {
    PORT: '0',
    LVYUE_HOST: '::1',
    LVYUE_ORIGIN: 'https://lvyue.example.com/',
    LVYUE_PROXIES: '1',
    LVYUE_PROCESSES: '4',
    LVYUE_POOL: '8',
    LVYUE_DEMO: '0',
    LVYUE_LOG: 'debug',
  };
  expect(serverOptions(env, false)).toEqual({
    host: '::1',
    port: 0,
    publicOrigin: 'https://lvyue.example.com',
    trustedProxies: 1,
    processes: 4,
    poolSize: 8,
    demo: false,
    logLevel: 'debug',
  });
});

test.each([
  ['PORT', '80a'],
  ['PORT', '65536'],
  ['PORT', '-1'],
  ['LVYUE_PROCESSES', '0'],
  ['LVYUE_PROCESSES', '1.5'],
  ['LVYUE_POOL', '2'],
  ['LVYUE_PROXIES', 'yes'],
  ['LVYUE_DEMO', 'true'],
  ['LVYUE_LOG', 'loud'],
  ['LVYUE_ORIGIN', 'lvyue.example.com'],
  ['LVYUE_ORIGIN', 'ftp://lvyue.example.com'],
])('%s=%s is refused by name', (name, value) => {
  expect(() => serverOptions({ [name]: value }, false)).toThrow(`${name}=${value} is not valid`);
});
