import { expect, test } from 'vitest';
import { csrfOk } from './csrf.ts';

const own = 'https://lvyue.example.com';

test.each<[string, Record<string, string>, string | null, boolean]>([
  ['GET', { 'sec-fetch-site': 'cross-site' }, own, true],
  ['POST', {}, own, false],
  ['POST', { 'sec-fetch-site': 'same-origin' }, own, true],
  ['POST', { 'sec-fetch-site': 'same-site', origin: own }, own, false],
  ['DELETE', { 'sec-fetch-site': 'cross-site' }, own, false],
  ['POST', { 'sec-fetch-site': 'none' }, own, false],
  ['POST', { origin: own }, own, true],
  ['POST', { origin: 'https://evil.example' }, own, false],
  ['POST', { origin: 'http://lvyue.example.com' }, own, false],
  ['POST', { origin: 'null' }, own, false],
  ['POST', { origin: 'http://localhost:3000', host: 'localhost:3000' }, null, true],
  ['POST', { origin: 'https://evil.example', host: 'localhost:3000' }, null, false],
  ['POST', { origin: 'null', host: 'localhost:3000' }, null, false],
  ['PATCH', { 'x-lvyue': '1', 'sec-fetch-site': 'cross-site' }, own, true],
  ['PATCH', { 'x-lvyue': '0' }, own, false],
  ['POST', { authorization: 'Bearer lvy_x' }, own, true],
])('%s with %o at %s: %s', (method, headers, origin, allowed) => {
  expect(csrfOk({ method, headers: new Headers(headers) }, origin)).toBe(allowed);
});
