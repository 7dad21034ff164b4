// Sets up what a fresh clone lacks and runs a program on the Node that the project brings.
// Plain JavaScript on purpose: it must run on whatever Node the machine has.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const NEEDED = 24; // Node 24 runs TypeScript directly; the job queue and the test runner need 22 or later

function ensureInstalled() {
  const lock = path.join(root, 'package-lock.json');
  const installed = path.join(root, 'node_modules', '.package-lock.json');
  if (existsSync(installed)) {
    const names = (file) =>
      Object.entries(JSON.parse(readFileSync(file, 'utf8')).packages ?? {}).filter(
        ([name, p]) => name !== '' && !p.optional && !p.dev,
      );
    const have = new Map(names(installed).map(([name, p]) => [name, p.version]));
    if (names(lock).every(([name, p]) => have.get(name) === p.version)) return;
  }
  console.error('Installing what Lüyue needs … 正在安装依赖……');
  // Not `npm ci`: it refuses the lock file where a registry lacks optional packages of other platforms. Versions are pinned exactly.
  const done = spawnSync('npm', ['install', '--no-save', '--no-audit', '--no-fund', '--loglevel=error'], {
    cwd: root,
    stdio: ['ignore', 2, 2],
    shell: process.platform === 'win32',
  });
  if (done.status !== 0) process.exit(done.status ?? 1);
}

function nodePath() {
  if (Number(process.versions.node.split('.')[0]) >= NEEDED) return process.execPath;
  const name = `node-${process.platform === 'win32' ? 'win' : process.platform}-${process.arch}`;
  const own = path.join(root, 'node_modules', name, 'bin', process.platform === 'win32' ? 'node.exe' : 'node');
  if (existsSync(own)) return own;
  console.error(
    `Lüyue needs Node ${NEEDED} or later; this is ${process.version}. Please install it. 请安装 Node ${NEEDED} 或更高版本。`,
  );
  process.exit(1);
}

/** Runs `script` (a path inside the project) with `args` on Node 24 and exits with its code. */
export function runWithNode(script, args) {
  ensureInstalled();
  const node = nodePath();
  const env = { ...process.env, PATH: `${path.dirname(node)}${path.delimiter}${process.env.PATH ?? ''}` };
  const child = spawn(node, ['--disable-warning=ExperimentalWarning', path.join(root, script), ...args], {
    stdio: 'inherit',
    env,
  });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  child.on('exit', (code, signal) => process.exit(signal ? 1 : (code ?? 1)));
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const [script, ...args] = process.argv.slice(2);
  runWithNode(script, args);
}
