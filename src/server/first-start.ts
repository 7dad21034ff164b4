import { existsSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { employee } from '#domain/org/employee/employee';
import { roleGrant } from '#domain/org/role-grant/role-grant';
import type { Kernel } from '#kernel/run/kernel';
import { systemActor } from '#kernel/run/tx';
import { addLogin, newHash } from './access/person-login.ts';
import { readableSecret } from './access/token.ts';
import type { Installation } from './installation.ts';

/** The account with which a new installation is entered. Its password is known here only. */
export interface FirstAdministrator {
  login: string;
  password: string;
}

const ONE_FIRST_START = 7_113_002; // the advisory lock's number; any will do that nobody else takes

/**
 * Gives an empty database its first administrator and, if `wantsDemo` says so, the demo company. Returns null when somebody
 * works here already; of several programs that start at once, one does it.
 */
export async function firstStart(
  { kernel, database }: Installation,
  now: number,
  wantsDemo: () => Promise<boolean>,
): Promise<FirstAdministrator | null> {
  if (!(await isEmpty(kernel))) return null;
  const client = await database.ownerPool.connect();
  try {
    await client.query('select pg_advisory_lock($1)', [ONE_FIRST_START]);
    if (!(await isEmpty(kernel))) return null;
    const demo = await wantsDemo(); // asked before anything is made: whoever gives up here finds the database still empty
    const first = await createAdministrator(kernel, now);
    if (demo) await loadDemoCompany(kernel, now);
    return first;
  } finally {
    client.release(true); // closing the connection lets go of the lock
  }
}

async function isEmpty({ pool }: Kernel): Promise<boolean> {
  const { rowCount } = await pool.query('select from employee limit 1');
  return rowCount === 0;
}

async function createAdministrator(kernel: Kernel, now: number): Promise<FirstAdministrator> {
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

// The demo company is delivered apart; the check goes when it has come.
async function loadDemoCompany(kernel: Kernel, now: number): Promise<void> {
  const file = path.join(import.meta.dirname, 'demo.ts');
  if (!existsSync(file)) return;
  const { loadDemo } = (await import(pathToFileURL(file).href)) as {
    loadDemo: (kernel: Kernel, now: number) => Promise<unknown>;
  };
  await loadDemo(kernel, now);
}
