import { spawnSync } from 'node:child_process';
import { chromiumPath } from '../e2e/chromium.ts';

// `npm test`: everything that needs no browser, then the journeys in a real one. With arguments (a file, `-t` …): only what they name,
// without a browser; after `--browser` only the journeys. The two do not run at once: a browser that waits for a core looks like a page
// that does not answer.

const [first, ...rest] = process.argv.slice(2);
const onlyJourneys = first === '--browser';
const chosen = onlyJourneys ? rest : process.argv.slice(2);

if (!onlyJourneys) run(chosen, {});
if (onlyJourneys || chosen.length === 0) {
  if (chromiumPath() !== undefined) run(chosen, { LVYUE_E2E: '1' });
  else
    console.log(
      '未找到 Chromium，未运行浏览器测试。No Chromium was found: the journeys in a browser were left out (Debian: apt-get install chromium).',
    );
}

function run(args: readonly string[], env: NodeJS.ProcessEnv): void {
  const { status } = spawnSync(process.execPath, ['node_modules/vitest/vitest.mjs', 'run', ...args], {
    stdio: 'inherit',
    env: { ...process.env, ...env },
  });
  if (status !== 0) process.exit(status ?? 1);
}
