import { readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { type Installed, installation, type Program } from '#testing/installed';

const STARTS = 5;
const IDLE_MS = 5_000;

/**
 * Seconds from the command to the first answer of /readyz: of the first start, which makes the database, and of later ones (wanted:
 * below 2). Megabytes (2²⁰) that program and database take when nobody has asked for anything for five seconds, with memory that
 * several of their processes share counted once (wanted: below 350), and again after every list was asked for.
 */
export async function bench(small: boolean): Promise<Record<string, number>> {
  const starts = small ? 1 : STARTS;
  const here = await installation();
  try {
    const first = await here.start();
    await first.stop();
    const later: Program[] = [];
    for (let n = 0; n < starts; n++) {
      const program = await here.start();
      later.push(program);
      if (n < starts - 1) await program.stop();
    }
    const seconds = later.map((program) => program.readyAfterMs / 1000).sort((a, b) => a - b);
    const last = later.at(-1)!;
    await delay(IDLE_MS);
    const idle = memoryOf(here, last);
    const used = await memoryInUse(here, last);
    await last.stop();
    return {
      'seconds to the first answer of the first start': first.readyAfterMs / 1000,
      'seconds to the first answer (median)': seconds[Math.floor(starts / 2)]!,
      'seconds to the first answer (longest)': seconds.at(-1)!,
      'MiB of the idle program': idle.program,
      'MiB of the idle database': idle.database,
      'MiB idle': idle.program + idle.database,
      'MiB after a round of reading': used.program + used.database,
    };
  } finally {
    await here.remove();
  }
}

/** After every list was read by eight connections at once. */
async function memoryInUse(here: Installed, program: Program): Promise<{ program: number; database: number }> {
  const { out } = await here.command('token', '--role', 'admin', '--role', 'employee');
  const headers = { authorization: `Bearer ${out.trim()}` };
  const { paths } = (await (await fetch(`${program.url}/api/openapi.json`, { headers })).json()) as {
    paths: Record<string, object>;
  };
  const lists = Object.keys(paths).filter((path) => 'get' in paths[path]! && !path.includes('{'));
  const reader = async (): Promise<void> => {
    for (const path of lists) await (await fetch(`${program.url}${path}`, { headers })).arrayBuffer();
  };
  await Promise.all(Array.from({ length: 8 }, reader));
  await delay(IDLE_MS);
  return memoryOf(here, program);
}

/** Mebibytes of the program's process and of all processes of the database; not a number where the system does not tell. */
function memoryOf(here: Installed, program: Program): { program: number; database: number } {
  const database = here.databasePids().reduce((sum, pid) => sum + mebibytesOf(pid), 0);
  return { program: mebibytesOf(program.pid), database };
}

/** The proportional set size: pages that several processes share count for each of them by its share. */
function mebibytesOf(pid: number): number {
  if (process.platform !== 'linux') return Number.NaN;
  const kibibytes = /^Pss:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8'))?.[1];
  return Number(kibibytes) / 1024;
}
