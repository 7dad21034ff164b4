import { defineConfig } from 'vitest/config';

const shared = { globalSetup: ['src/testing/cluster.ts'], hookTimeout: 120_000, pool: 'forks' as const };
// scripts/test.ts runs everything that needs no browser first, then the journeys in a real one.
const e2e = process.env['LVYUE_E2E'] === '1';

export default defineConfig({
  test: {
    reporters: ['default', './scripts/plain-reporter.ts'],
    // Many tests wait for processes, disks and password hashes rather than for a core.
    maxWorkers: 3,
    // Where a test shares the machine with much else, a process may start too late once; twice is a fault. A browser has more to wait for.
    retry: process.env['CI'] ? (e2e ? 2 : 1) : 0,
    projects: e2e
      ? [{ test: { ...shared, name: 'e2e', include: ['e2e/**/*.test.ts'], testTimeout: 120_000 } }]
      : [{ test: { ...shared, name: 'src', include: ['src/**/*.test.ts'], testTimeout: 60_000 } }],
  },
});
