import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { type Database, openDatabase } from './database.ts';
import { examineDatabase } from './doctor/database.ts';
import { examineFiles } from './doctor/files.ts';
import { type Finding, subject } from './doctor/finding.ts';
import { abandonedServer, examineDisk, examineKeys, examineNode, examinePort, examineServer } from './doctor/machine.ts';
import { hasJournal } from './keys.ts';
import { migrationsFolder, type Places } from './places.ts';
import { embeddedState, otherPrograms } from './postgres/embedded.ts';

export type { Finding } from './doctor/finding.ts';

export interface Examination {
  places: Places;
  /** The folder of the keys. */
  keys: string;
  host: string;
  port: number;
  /** This machine's clock. */
  now: () => Date;
  /** The program's own, unless a test brings others. */
  migrations?: string;
}

/**
 * Looks at everything that the system stands on, and says what it finds as it goes. Starts the embedded database when it is
 * not running, and stops it again; where there is none yet, one in a temporary folder. Throws nothing: what fails is a finding.
 */
export async function* examine({
  places,
  keys,
  host,
  port,
  now,
  migrations = migrationsFolder,
}: Examination): AsyncGenerator<Finding> {
  yield examineNode();
  yield* await examineDisk(places);
  yield await examineFiles(places.files);
  yield await examinePort(host, port);
  const embedded = places.databaseUrl === undefined ? embeddedState(places.data) : undefined;
  if (embedded) yield examineServer(embedded);
  const trial = embedded?.state === 'absent' ? await mkdtemp(path.join(os.tmpdir(), 'lvyue-doctor-')) : undefined;
  try {
    const database = await openDatabase({ url: places.databaseUrl, dataDir: trial ?? places.data, poolSize: 1 });
    try {
      if (embedded?.state === 'running' && (await otherPrograms(database.ownerPool)) === 1) yield abandonedServer(); // the one is ours
      yield* examineDatabase(database, migrations, now);
      yield await examineKeys(keys, await hasJournal(database.ownerPool));
    } finally {
      await database.stop();
    }
  } catch (error) {
    yield unreachable(error as Error, embedded !== undefined);
  } finally {
    if (trial !== undefined) await rm(trial, { recursive: true, force: true });
  }
}

/** The same from within the running program, which has the database open and the port taken. Throws the database's errors. */
export async function* examineRunning(
  database: Database,
  { places, keys, now, migrations = migrationsFolder }: Omit<Examination, 'host' | 'port'>,
): AsyncGenerator<Finding> {
  yield examineNode();
  yield* await examineDisk(places);
  yield await examineFiles(places.files);
  yield* examineDatabase(database, migrations, now);
  yield await examineKeys(keys, await hasJournal(database.ownerPool));
}

function unreachable({ message }: Error, embedded: boolean): Finding {
  return subject('数据库', 'Database').bad(
    message,
    message,
    embedded
      ? ['请查看数据目录中 postgres/server.log 的末尾。', 'Look at the end of postgres/server.log in the data folder.']
      : ['请检查 DATABASE_URL、网络和数据库服务。', 'Check DATABASE_URL, the network and the database service.'],
  );
}
