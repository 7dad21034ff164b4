import { spawnSync } from 'node:child_process';

// What must hold before the tests are worth running, each by its own tool.
const checks: readonly (readonly string[])[] = [
  ['biome', 'ci', '.'],
  ['oxlint', '--type-aware', '--deny-warnings', 'src', 'bench', 'scripts', 'bin', 'e2e'],
  ['tsc', '-p', 'tsconfig.json'],
  ['tsc', '-p', 'tsconfig.domain.json'],
  ['tsc', '-p', 'tsconfig.web.json'],
  ['tsc', '-p', 'tsconfig.e2e.json'],
];

for (const [tool = '', ...args] of checks) {
  console.log(`${tool} ${args.join(' ')}`);
  const { status } = spawnSync(process.execPath, [`node_modules/.bin/${tool}`, ...args], { stdio: 'inherit' });
  if (status !== 0) process.exit(status ?? 1);
}
