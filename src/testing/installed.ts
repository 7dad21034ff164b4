import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { text } from 'node:stream/consumers';
import { setTimeout as delay } from 'node:timers/promises';
import { projectRoot } from '#server/places';
import { embeddedState, embeddedUrl } from '#server/postgres/embedded';

/** The system as a company has it: a data folder, its program and its commands as processes of their own. */
export interface Installed {
  /** The data folder, absolute. */
  data: string;
  /** Starts the program on a free port of the loopback address and waits until it is ready. `env` adds to the environment. */
  start(env?: Record<string, string>): Promise<Program>;
  /** Runs a command, such as `('token', '--role', 'sales')`, to its end. */
  command(...args: string[]): Promise<{ code: number | null; out: string; err: string }>;
  /** What the owner of the embedded database connects with. */
  databaseUrl(): string;
  /** The processes of the embedded server, the one that started the others first; none when it does not run. */
  databasePids(): number[];
  /** Ends every process of the embedded server as a power cut would. */
  killDatabase(): Promise<void>;
  /** Ends whatever still runs and removes the data. */
  remove(): Promise<void>;
}

/** The program, running. */
export interface Program {
  url: string;
  pid: number;
  /** What it logged of requests that it could not answer because of an error of its own. */
  faults: readonly string[];
  /** Milliseconds from its start to the first answer that it is ready. */
  readyAfterMs: number;
  /** The exit code once it has ended; null: a signal ended it. */
  ended: Promise<number | null>;
  /** kill -9 */
  kill(): Promise<void>;
  /** SIGTERM; answers the exit code. */
  stop(): Promise<number | null>;
}

const MAIN = path.join(projectRoot, 'src', 'cli', 'main.ts');

/**
 * An empty installation in a temporary folder, or in `data` (absolute). `env` holds for everything that is started here; the
 * caller's own settings of the program do not.
 */
export async function installation(env: Record<string, string> = {}, data?: string): Promise<Installed> {
  const folder = data ?? (await mkdtemp(path.join(os.tmpdir(), 'lvyue-installed-')));
  const inherited = Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !/^(?:LVYUE_|DATABASE_URL$|PORT$|NODE_OPTIONS$|VITEST)/.test(name)),
  );
  const here = { ...inherited, LVYUE_DATA: folder, LVYUE_DEMO: '0', PORT: '0', ...env };
  const running = new Set<ChildProcess>();
  const run = (args: string[], more: Record<string, string> = {}): ChildProcess => {
    const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', MAIN, ...args], {
      env: { ...here, ...more },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    running.add(child);
    child.once('exit', () => running.delete(child));
    return child;
  };
  // Whoever is ended before `remove` leaves nothing running.
  const lastResort = (): void => {
    for (const child of running) child.kill('SIGKILL');
    for (const pid of pidsOf(folder)) kill(pid);
  };
  process.once('exit', lastResort);
  return {
    data: folder,
    start: (more) => started(run(['start'], more)),
    async command(...args) {
      const child = run(args);
      const exit = once(child, 'exit');
      const [out, err] = await Promise.all([text(child.stdout!), text(child.stderr!)]);
      const [code] = (await exit) as [number | null];
      return { code, out, err };
    },
    databaseUrl() {
      const url = embeddedUrl(folder);
      if (url === undefined) throw new Error('There is no database yet.');
      return url;
    },
    databasePids: () => pidsOf(folder),
    killDatabase: () => killAll(pidsOf(folder)),
    async remove() {
      for (const child of running) await ended(child, 'SIGKILL');
      const cluster = embeddedState(folder).folder;
      await killAll(pidsOf(folder));
      process.off('exit', lastResort);
      await Promise.all([folder, cluster].map((each) => rm(each, { recursive: true, force: true })));
    },
  };
}

/** Waits until a server says that it is ready; it tells nobody by itself. @throws Error when `gone` settles first. */
export async function ready(url: string, gone: Promise<unknown> = new Promise(() => undefined)): Promise<void> {
  const lost = gone.then(() => Promise.reject(new Error('The program ended before it was ready.')));
  lost.catch(() => undefined); // told below while somebody waits
  for (;;) {
    const status = await Promise.race([
      fetch(`${url}/readyz`).then(
        async (r) => (await r.text(), r.status),
        () => 0,
      ),
      lost,
    ]);
    if (status === 200) return;
    await delay(20);
  }
}

async function started(child: ChildProcess): Promise<Program> {
  const begun = performance.now();
  const faults: string[] = [];
  const exit = once(child, 'exit').then(([code]) => code as number | null);
  const complaints = text(child.stderr!);
  const open = new Promise<string>((resolve) => {
    createInterface(child.stdout!).on('line', (line) => {
      const [url] = /(?<=is open: )\S+/.exec(line) ?? [];
      if (url !== undefined) resolve(url);
      if (line.endsWith('"msg":"fault"}')) faults.push(line);
    });
  });
  const refused = exit.then(async (code) => Promise.reject(new Error(`The program ended with ${code}: ${await complaints}`)));
  refused.catch(() => undefined); // told below while somebody waits
  const url = await Promise.race([open, refused]);
  if (!/:[1-9]\d*$/.test(url)) throw new Error(`The program says that it is open at ${url}.`);
  await ready(url, exit);
  const readyAfterMs = performance.now() - begun;
  return {
    url,
    pid: child.pid!,
    faults,
    readyAfterMs,
    ended: exit,
    kill: async () => void (await ended(child, 'SIGKILL')),
    stop: () => ended(child, 'SIGTERM'),
  };
}

async function ended(child: ChildProcess, signal: NodeJS.Signals): Promise<number | null> {
  if (child.exitCode !== null || child.signalCode !== null) return child.exitCode;
  const exit = once(child, 'exit');
  child.kill(signal);
  const [code] = (await exit) as [number | null];
  return code;
}

/** The embedded server's own process and those that it started, as the system knows them now. */
function pidsOf(data: string): number[] {
  const { folder, state } = embeddedState(data);
  const file = path.join(folder, 'postmaster.pid');
  if (state !== 'running' || !existsSync(file)) return [];
  const first = Number(readFileSync(file, 'utf8').split('\n')[0]);
  return [first, ...childrenOf(first)];
}

function childrenOf(parent: number): number[] {
  if (process.platform !== 'linux') return []; // they end by themselves when their parent is gone
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && statOf(name)?.parent === parent)
    .map(Number);
}

function statOf(pid: string | number): { state: string; parent: number } | undefined {
  try {
    // The name in parentheses may hold anything.
    const [state = '', parent] = readFileSync(`/proc/${pid}/stat`, 'utf8')
      .replace(/^.*\) /s, '')
      .split(' ');
    return { state, parent: Number(parent) };
  } catch {
    return undefined; // it has ended meanwhile
  }
}

async function killAll(pids: readonly number[]): Promise<void> {
  for (const pid of pids) kill(pid);
  while (pids.some(lives)) await delay(5); // they are nobody's children here: nothing tells of their end
}

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It ended by itself.
  }
}

function lives(pid: number): boolean {
  if (process.platform === 'linux') return !/^[ZX]?$/.test(statOf(pid)?.state ?? '');
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
