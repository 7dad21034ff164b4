import type pg from 'pg';

/** The role under which the application works: it cannot rewrite history, whatever a bug or an injection makes it try. */
export const APP_ROLE = 'lvyue_app';

/** Tables of which the application may only read and insert rows. */
export const APPEND_ONLY = ['journal', 'journal_seal', 'refusal', 'access_log', 'approval_content'];

/** Tables of which it may only read rows; commands of the owner write them. */
const READ_ONLY = ['schema_migration', 'backup_run', 'import_run'];

/**
 * Creates the role where the connected one may, and says whether the connected role can act as it. A managed database
 * may forbid both; the application then works unrestricted and `lvyue doctor` says so.
 */
export async function ensureAppRole(client: pg.ClientBase | pg.Pool): Promise<boolean> {
  if (await canActAsAppRole(client)) return true;
  try {
    const found = await client.query('select 1 from pg_roles where rolname = $1', [APP_ROLE]);
    if (found.rowCount === 0) await client.query(`create role ${APP_ROLE} nologin`);
    await client.query(`grant ${APP_ROLE} to current_user with inherit false, set true`);
  } catch (error) {
    const INSUFFICIENT_PRIVILEGE = '42501';
    const EXISTS = new Set(['42710', '23505']); // another program was first
    const code = (error as { code?: string }).code ?? '';
    if (code !== INSUFFICIENT_PRIVILEGE && !EXISTS.has(code)) throw error;
  }
  return canActAsAppRole(client);
}

/** Whether connections may `set role lvyue_app`. */
export async function canActAsAppRole(client: pg.ClientBase | pg.Pool): Promise<boolean> {
  const { rows } = await client.query<{ may: boolean }>(
    `select exists (select from pg_roles where rolname = $1 and pg_has_role(current_user, oid, 'SET')) as may`,
    [APP_ROLE],
  );
  return rows[0]?.may === true;
}

/**
 * Gives the role what the application needs of this database and takes away what it must not have. Repeated after every
 * migration, so that a new table is covered and the job queue's new functions are too.
 */
export async function grantToAppRole(client: pg.ClientBase): Promise<void> {
  const appendOnly = (await existing(client, APPEND_ONLY))
    .map((table) => `revoke update, delete, truncate on ${table} from ${APP_ROLE};`)
    .join('\n');
  const readOnly = (await existing(client, READ_ONLY))
    .map((table) => `revoke insert, update, delete, truncate on ${table} from ${APP_ROLE};`)
    .join('\n');
  await client.query(`
    grant usage on schema public, graphile_worker to ${APP_ROLE};
    grant select, insert, update, delete on all tables in schema public to ${APP_ROLE};
    grant usage on all sequences in schema public to ${APP_ROLE};
    ${appendOnly}
    ${readOnly}
    grant select on graphile_worker.jobs to ${APP_ROLE};
    alter function graphile_worker.add_job security definer set search_path = pg_catalog, graphile_worker, pg_temp;
    alter function graphile_worker.add_jobs security definer set search_path = pg_catalog, graphile_worker, pg_temp;
    alter function graphile_worker.remove_job security definer set search_path = pg_catalog, graphile_worker, pg_temp;
    alter function graphile_worker.reschedule_jobs security definer set search_path = pg_catalog, graphile_worker, pg_temp;
    alter function graphile_worker.complete_jobs security definer set search_path = pg_catalog, graphile_worker, pg_temp;
  `);
}

async function existing(client: pg.ClientBase, tables: readonly string[]): Promise<string[]> {
  const { rows } = await client.query<{ table: string }>(
    `select quote_ident(relname) as "table" from pg_class where relnamespace = 'public'::regnamespace and relname = any($1)`,
    [tables],
  );
  return rows.map((row) => row.table);
}
