import { spawnSync } from 'node:child_process';

// The journeys in a real browser: `npm run test:e2e`. They need a Chromium on the machine.
const { status } = spawnSync(process.execPath, ['node_modules/vitest/vitest.mjs', 'run', ...process.argv.slice(2)], {
  stdio: 'inherit',
  env: { ...process.env, LVYUE_E2E: '1' },
});
process.exit(status ?? 1);
