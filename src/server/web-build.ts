import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { mkdir, open, readFile, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import { projectRoot } from './places.ts';

/** Where the built pages lie. */
export const webFolder = path.join(projectRoot, 'dist', 'web');

/** Names what the pages were built from; lies in their folder. */
export const STAMP = 'stamp.txt';

/**
 * Builds the pages for staff when they are missing or older than their sources; nothing happens when they are current. Of
 * several processes that ask at once, one builds and the others wait. Takes 4 to 8 s.
 * @param say hears that it takes a moment. @throws Error in both languages when it cannot be built.
 */
export async function ensureWebBuilt(say: (line: string) => void = console.log, folder = webFolder): Promise<void> {
  const stamp = sourceStamp();
  await mkdir(path.dirname(folder), { recursive: true });
  for (const lock = `${folder}.building`; !isCurrent(folder, stamp); ) {
    if (!(await take(lock))) {
      await delay(WAIT_MS);
      continue;
    }
    try {
      if (isCurrent(folder, stamp)) return;
      say('正在构建界面，约需几秒…… Building the pages, this takes a few seconds …');
      await build(folder, stamp);
    } finally {
      await rm(lock, { force: true });
    }
  }
}

const WAIT_MS = 100; // another process builds; nothing tells of its end but the file that goes

/** A hash of everything that the pages are made from: their own sources, the declarations and words, the versions of packages. */
export function sourceStamp(): string {
  const hash = createHash('sha256');
  for (const file of sources())
    hash
      .update(`${file}\0`)
      .update(readFileSync(path.join(projectRoot, file)))
      .update('\0');
  return hash.digest('hex');
}

function sources(): string[] {
  const under = (folder: string, wanted: RegExp): string[] =>
    listed(path.join(projectRoot, folder))
      .filter((file) => wanted.test(file) && !/\.test\.tsx?$/.test(file))
      .map((file) => `${folder}/${file}`);
  return [
    ...under('src/web', /./),
    ...under('src/domain', /\/([a-z-]+)\/\1(\.words)?\.ts$|\/roles\.ts$|\.settings\.ts$/),
    ...under('src/kernel/declare', /\.ts$/),
    'src/kernel/problem.ts',
    'vite.config.ts',
    'scripts/service-worker-plugin.ts',
    'package-lock.json',
  ];
}

/** Every file below a folder, by its path there, in one order on every machine. */
const listed = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(folder, path.join(entry.parentPath, entry.name)).replaceAll('\\', '/'))
    .sort();

const isCurrent = (folder: string, stamp: string): boolean =>
  existsSync(path.join(folder, STAMP)) && readFileSync(path.join(folder, STAMP), 'utf8') === stamp;

/** Takes the lock, also one whose holder has died. */
async function take(lock: string): Promise<boolean> {
  try {
    const file = await open(lock, 'wx');
    await file.writeFile(String(process.pid));
    await file.close();
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    const holder = Number(await readFile(lock, 'utf8').catch(() => ''));
    if (holder > 0 && holder !== process.pid && !lives(holder)) await rm(lock, { force: true });
    return false;
  }
}

function lives(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

async function build(folder: string, stamp: string): Promise<void> {
  const next = `${folder}.next`;
  const vite = path.join(projectRoot, 'node_modules', 'vite', 'bin', 'vite.js');
  if (!existsSync(vite))
    throw new Error(
      '缺少构建界面所需的依赖，请运行 npm install。What builds the pages is not installed; please run npm install.',
    );
  // A process of its own: it wants 600 MB for a moment, and must not take this one for a test or a development server.
  const child = spawn(process.execPath, [vite, 'build', '--logLevel', 'error', '--outDir', next, '--emptyOutDir'], {
    cwd: projectRoot,
    env: { ...process.env, NODE_ENV: 'production' },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const [said, [code]] = (await Promise.all([text(child.stderr), once(child, 'exit')])) as [string, [number | null]];
  if (code !== 0) throw new Error(`界面构建失败。The pages could not be built. ${said}`);
  for (const file of listed(next).filter((name) => WORTH_PACKING.test(name))) await pack(path.join(next, file));
  await writeFile(path.join(next, STAMP), stamp);
  await rm(folder, { recursive: true, force: true });
  await rename(next, folder);
}

const WORTH_PACKING = /\.(js|css|svg|json|webmanifest)$/;

/** Packs a file once, so that no request has to. */
async function pack(file: string): Promise<void> {
  const content = await readFile(file);
  const [br, gz] = await Promise.all([
    promisify(brotliCompress)(content, { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } }),
    promisify(gzip)(content, { level: 9 }),
  ]);
  await Promise.all([writeFile(`${file}.br`, br), writeFile(`${file}.gz`, gz)]);
}
