import { employee } from '#domain/org/employee/employee';
import { roleGrant } from '#domain/org/role-grant/role-grant';
import type { Kernel } from '#kernel/run/kernel';
import { systemActor } from '#kernel/run/tx';
import { addLogin, newHash } from './access/person-login.ts';
import { readableSecret } from './access/token.ts';
import { loadDemo } from './demo/load.ts';
import { demoMark } from './demo/mark.ts';
import type { DemoCompany } from './demo/people.ts';
import type { Installation } from './installation.ts';

/** The account with which a new installation is entered. Its password is known here only. */
export interface FirstAdministrator {
  login: string;
  password: string;
  /** The demo company, if it was loaded. */
  demo: DemoCompany | null;
}

type Opened = Pick<Installation, 'kernel' | 'database'>;

const ONE_FIRST_START = 7_113_002; // the advisory lock's number; any will do that nobody else takes

/**
 * Gives an empty database its first administrator and, if `wantsDemo` says so, the demo company. Returns null when somebody
 * works here already; of several programs that start at once, one does it.
 */
export async function firstStart(
  opened: Opened,
  now: number,
  wantsDemo: () => Promise<boolean>,
): Promise<FirstAdministrator | null> {
  const { kernel } = opened;
  if (!(await isEmpty(kernel)) && !(await isHalfLoaded(kernel))) return null;
  return whileFirst(opened, async () => {
    if (await isHalfLoaded(kernel)) throw new Error(HALF_LOADED);
    if (!(await isEmpty(kernel))) return null;
    const demo = await wantsDemo(); // asked before anything is made: whoever gives up here finds the database still empty
    const first = await createAdministrator(kernel, now);
    return { ...first, demo: demo ? await loadDemo(kernel, now) : null };
  });
}

/** Does something while no other program can be at its first start. */
export async function whileFirst<T>({ database }: Pick<Opened, 'database'>, work: () => Promise<T>): Promise<T> {
  const client = await database.ownerPool.connect();
  try {
    await client.query('select pg_advisory_lock($1)', [ONE_FIRST_START]);
    return await work();
  } finally {
    client.release(true); // closing the connection lets go of the lock
  }
}

async function isEmpty({ pool }: Kernel): Promise<boolean> {
  const { rowCount } = await pool.query('select from employee limit 1');
  return rowCount === 0;
}

/** Another program is loading the demo company, or was cut off at it. */
const isHalfLoaded = async ({ pool }: Kernel): Promise<boolean> => (await demoMark(pool))?.journalTo === null;

const HALF_LOADED =
  '演示公司没有载入完整，请先执行 npx lvyue demo remove。The demo company was not loaded completely; first run npx lvyue demo remove.';

async function createAdministrator(kernel: Kernel, now: number): Promise<Omit<FirstAdministrator, 'demo'>> {
  const [login, password] = ['admin', readableSecret()];
  const hash = await newHash(password, login, '/password');
  await kernel.write(systemActor, now, async (tx) => {
    const [person] = await tx.create(employee, [{ name: '系统管理员' }]);
    const { today } = await tx.at();
    await tx.create(roleGrant, [{ employee: person!.id, role: 'admin', fromDate: today }]);
    await addLogin(tx, { employee: person!.id, login, hash, mustChange: true }, new Date(now));
  });
  return { login, password };
}
