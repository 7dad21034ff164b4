import { readFileSync } from 'node:fs';
import path from 'node:path';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect } from 'vitest';
import type { RoleName } from '#domain/org/roles';
import { ensureWebBuilt } from '#server/web-build';
import { type Company, openCompany } from '#testing/company';
import type { Who } from '#testing/person';
import { chromiumPath } from './chromium.ts';

/** How somebody sits before the pages. */
export interface Seat {
  locale?: 'zh' | 'en';
  theme?: 'light' | 'dark';
  /** In px; 360 is a phone. */
  width?: number;
  /** A screen that is touched. */
  touch?: boolean;
  who?: Who;
}

/** A company whose pages are open in a real browser. */
export interface Journey {
  company: Company;
  /** A page of somebody who holds these roles and is signed in. Whoever sits down twice has two windows of their own. */
  seat: (roles: readonly RoleName[], seat?: Seat) => Promise<Page>;
  /** A page of nobody. */
  stranger: (seat?: Seat) => Promise<Page>;
}

const PATIENCE_MS = 15_000; // for what a person would wait to see; the machine may be busy

/**
 * Journeys of one file: a company with a database of its own, and a browser. Without a Chromium they are
 * skipped. After each, whatever the pages complained of in the console is a failure.
 */
export function inBrowser(name: string, tell: (journey: () => Journey) => void): void {
  const program = chromiumPath();
  describe.skipIf(program === undefined)(name, () => {
    let journey: Journey;
    let browser: Browser;
    const contexts: BrowserContext[] = [];
    const complaints: string[] = [];
    beforeAll(async () => {
      await ensureWebBuilt(() => undefined);
      // No sandbox of its own: the user may be root, as in a container, and the pages are ours.
      browser = await chromium.launch({ executablePath: program!, args: ['--no-sandbox'] });
      const company = await openCompany(Date.now());
      const open = async (seat: Seat = {}, cookie?: string): Promise<Page> => {
        const context = await browser.newContext(contextFor(seat));
        contexts.push(context);
        context.setDefaultTimeout(PATIENCE_MS);
        await context.addInitScript((kept) => {
          if (location.protocol === 'http:' && !localStorage.getItem('lvyue.preferences'))
            localStorage.setItem('lvyue.preferences', kept);
        }, preferencesFor(seat));
        if (cookie !== undefined) {
          const [cookieName = '', value = ''] = cookie.split('=');
          await context.addCookies([{ name: cookieName, value, url: company.url }]);
        }
        context.on('page', (page) => listen(page, complaints));
        return context.newPage();
      };
      journey = {
        company,
        seat: async (roles, seat = {}) => open(seat, (await company.person(roles, seat.who).credential())['cookie']),
        stranger: (seat) => open(seat),
      };
    });
    afterEach(async () => {
      await Promise.all(contexts.splice(0).map((context) => context.close()));
      expect(complaints.splice(0)).toEqual([]);
      expect(journey.company.faults).toEqual([]);
    });
    afterAll(async () => {
      await browser?.close();
      await journey?.company.close();
    });
    tell(() => journey);
  });
}

const contextFor = ({ locale = 'zh', theme = 'light', width = 1280, touch = false }: Seat) => ({
  viewport: { width, height: 800 },
  hasTouch: touch,
  isMobile: touch,
  locale: locale === 'zh' ? 'zh-CN' : 'en-GB',
  colorScheme: theme,
  timezoneId: 'Asia/Shanghai',
  reducedMotion: 'reduce' as const,
});

const preferencesFor = ({ locale = 'zh', theme = 'light' }: Seat): string =>
  JSON.stringify({ locale, theme, density: 'comfortable' });

/** Errors of the pages themselves. That a request was refused is told in the console too, and is no fault. */
function listen(page: Page, complaints: string[]): void {
  page.on('pageerror', (error) => complaints.push(String(error)));
  page.on('console', (message) => {
    if (message.type() === 'error' && !message.text().startsWith('Failed to load resource')) complaints.push(message.text());
  });
}

const axe = readFileSync(path.join(import.meta.dirname, '..', 'node_modules', 'axe-core', 'axe.min.js'), 'utf8');

/**
 * What a person who uses other senses would stumble over on this page: serious and critical findings, with where they are.
 * @param rules only these, by axe's names; all of them unless said. @param within only a part of the page, by a selector.
 */
export async function barriers(page: Page, rules?: readonly string[], within = 'html'): Promise<string[]> {
  await page.evaluate(axe);
  return page.evaluate(
    async ({ only, where }) => {
      const { axe } = window as unknown as { axe: { run(where: string, options: object): Promise<{ violations: Finding[] }> } };
      const { violations } = await axe.run(where, { resultTypes: ['violations'], ...(only && { runOnly: only }) });
      return violations
        .filter(({ impact }) => impact === 'serious' || impact === 'critical')
        .map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html.slice(0, 160)).join(' | ')}`);
      interface Finding {
        id: string;
        impact: string;
        nodes: { html: string }[];
      }
    },
    { only: rules, where: within },
  );
}
