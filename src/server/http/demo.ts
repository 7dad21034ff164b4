import type { Hono } from 'hono';
import { demoCompany } from '../demo/people.ts';
import { type Exchange, jsonAnswer } from './exchange.ts';
import { noSuchRoute } from './problems.ts';

/**
 * `GET /api/demo`: the demo company's accounts and their password, for whoever stands before its sign-in page. There is no such thing
 * where real work is done.
 */
export function addDemoRoute(app: Hono<{ Bindings: Exchange }>, isDemo: boolean): void {
  app.get('/api/demo', (c) => {
    c.env.route = '/api/demo';
    if (!isDemo) throw noSuchRoute();
    return jsonAnswer(JSON.stringify(demoCompany));
  });
}
