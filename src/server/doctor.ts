import { type Database, openDatabase } from './database.ts';
import { examineDatabase, hasJournal } from './doctor/database.ts';
import { type Finding, subject } from './doctor/finding.ts';
import { examineDisk, examineKeys, examineNode, examinePort, examineServer } from './doctor/machine.ts';
import { migrationsFolder, type Places } from './places.ts';
import { otherPrograms } from './postgres/embedded.ts';

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
 * not running, and stops it again. Throws nothing: what fails is a finding.
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
  yield await examinePort(host, port);
  const embedded = places.databaseUrl === undefined;
  const before = embedded ? examineServer(places.data) : undefined;
  if (before) yield before;
  let database: Database;
  try {
    database = await openDatabase({ url: places.databaseUrl, dataDir: places.data, poolSize: 1 });
  } catch (error) {
    yield unreachable(error as Error, embedded);
    return;
  }
  try {
    if (embedded) yield* await examineOwnership(database, before);
    yield* examineDatabase(database, migrations, now);
    yield await examineKeys(keys, await hasJournal(database.ownerPool));
  } catch (error) {
    yield unreachable(error as Error, embedded);
  } finally {
    await database.stop();
  }
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

/** A server that ran although no program held it was left by one that crashed. Ours is one presence; we shut it down. */
async function examineOwnership({ ownerPool }: Database, before: Finding | undefined): Promise<Finding[]> {
  if (before?.found.en.startsWith('running') !== true || (await otherPrograms(ownerPool)) > 1) return [];
  return [
    subject('内置数据库', 'Embedded database').odd(
      '没有程序在使用它，应是程序异常退出后遗留；本次检查结束时将其正常关闭。',
      'no program was using it: one has crashed and left it. It is shut down properly after this examination.',
    ),
  ];
}
