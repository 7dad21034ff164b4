import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { chromium } from 'playwright-core';
import { chromiumPath } from '../e2e/chromium.ts';

// Draws src/web/public/icon.svg as the pictures that telephones want, by a browser: node scripts/icons.ts

const folder = path.resolve(import.meta.dirname, '../src/web/public');
const svg = readFileSync(path.join(folder, 'icon.svg'), 'utf8');
const executablePath = chromiumPath();
if (executablePath === undefined) throw new Error('There is no Chromium here; LVYUE_CHROMIUM names one.');

// A maskable icon is cut to any shape: its ground fills the square, the mark stays in the middle. Apple rounds the corners itself.
const filled = (scale: number): string =>
  svg
    .replace(/ rx="\d+"/, '')
    .replace('<path', `<g transform="translate(16 16) scale(${scale}) translate(-16 -16)"><path`)
    .replace('</svg>', '</g></svg>');

const WANTED = [
  ['icon-192.png', svg, 192],
  ['icon-512.png', svg, 512],
  ['icon-maskable-512.png', filled(0.72), 512],
  ['apple-touch-icon.png', filled(0.86), 180],
] as const;

const browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] });
try {
  for (const [name, drawing, size] of WANTED) {
    const page = await browser.newPage({ viewport: { width: size, height: size } });
    await page.setContent(`<style>body{margin:0}svg{display:block;width:100vw;height:100vh}</style>${drawing}`);
    writeFileSync(path.join(folder, name), await page.screenshot({ omitBackground: true }));
    await page.close();
  }
} finally {
  await browser.close();
}
