import { ownerPoolOf } from '#server/database';
import { contradictions, lostOf } from '#testing/consistency';
import { type Installed, installation, type Program, ready } from '#testing/installed';
import { CAST } from '#testing/lives';
import { traffic } from '#testing/traffic';

const CONNECTIONS = 12;
const ROUNDS = 6; // of each kind
const FEWEST = 40; // writes between two kills, and up to four times as many: a kill comes at any moment of a life

/**
 * Kills the program, the database and both with kill -9, again and again under load, and looks each time for everything that had
 * been acknowledged. `lost` and `contradictions` (half-done steps, rows that differ from their journal, things done twice) are 0
 * or the system is wrong. Seconds are from the kill to the first answer of /readyz, with what starts the program again.
 */
export async function bench(small: boolean): Promise<Record<string, number>> {
  const rounds = small ? 1 : ROUNDS;
  const here = await installation();
  try {
    let program = await here.start();
    const { out: key } = await here.command('token', ...CAST.flatMap((role) => ['--role', role]));
    const load = traffic({ url: program.url, key: key.trim(), connections: CONNECTIONS, now: Date.now });
    const seconds: Record<string, number[]> = {};
    const sum = { lost: 0, contradictions: 0, tampered: 0 };
    for (let round = 0; round < 3 * rounds; round++) {
      const what = (['program', 'database', 'both'] as const)[round % 3]!;
      await load.further(FEWEST + Math.floor(3 * FEWEST * Math.random()));
      load.interrupt();
      const begun = performance.now();
      program = await KILLS[what](here, program);
      (seconds[what] ??= []).push((performance.now() - begun) / 1000);
      const found = await damage(here, load.acknowledged);
      for (const [kind, count] of Object.entries(found)) sum[kind as keyof typeof sum] += count;
      load.resume(program.url);
    }
    await load.end();
    const last = await damage(here, load.acknowledged);
    await program.stop();
    const acknowledged = load.acknowledged.length;
    return {
      acknowledged,
      found: acknowledged - last.lost,
      lost: sum.lost + last.lost,
      contradictions: sum.contradictions + last.contradictions,
      'journals that do not verify': sum.tampered + last.tampered,
      'wrong answers': load.wrong.length,
      'asked again in doubt': load.doubtful,
      restarts: 3 * rounds,
      ...Object.fromEntries(
        Object.entries(seconds).flatMap(([what, each]) => [
          [`seconds to first answer, ${what} killed (median)`, each.sort((a, b) => a - b)[Math.floor(each.length / 2)]!],
          [`seconds to first answer, ${what} killed (longest)`, Math.max(...each)],
        ]),
      ),
    };
  } finally {
    await here.remove();
  }
}

/** Each answers with the program that is ready afterwards. */
const KILLS: Record<'program' | 'database' | 'both', (here: Installed, program: Program) => Promise<Program>> = {
  async program(here, program) {
    await program.kill();
    return here.start();
  },
  async database(here, program) {
    await here.killDatabase();
    await ready(program.url, program.ended);
    return program;
  },
  async both(here, program) {
    await Promise.all([program.kill(), here.killDatabase()]);
    return here.start();
  },
};

async function damage(here: Installed, acknowledged: Parameters<typeof lostOf>[1]) {
  const pool = ownerPoolOf(here.databaseUrl(), 2);
  try {
    const [lost, halves] = [await lostOf(pool, acknowledged), await contradictions(pool)];
    const { code } = await here.command('verify');
    return { lost: lost.length, contradictions: halves.length, tampered: code === 0 ? 0 : 1 };
  } finally {
    await pool.end();
  }
}
