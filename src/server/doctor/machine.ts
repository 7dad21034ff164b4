import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, rm, stat, statfs } from 'node:fs/promises';
import net from 'node:net';
import path from 'node:path';
import type { Places } from '../places.ts';
import { embeddedState } from '../postgres/embedded.ts';
import { type Finding, subject } from './finding.ts';

const OLDEST_NODE = 24; // runs TypeScript
const DISK_NEEDED = 1024 ** 3;
const DISK_COMFORTABLE = 5 * 1024 ** 3;

/** Whether this Node runs the program. */
export function examineNode(version = process.versions.node): Finding {
  const node = subject('Node', 'Node');
  if (Number(version.split('.')[0]) >= OLDEST_NODE) return node.good(version, version);
  return node.bad(version, version, [
    `请安装 Node ${OLDEST_NODE} 或更高版本，或用 npx lvyue 启动（自带）。`,
    `Install Node ${OLDEST_NODE} or later, or start with npx lvyue, which brings its own.`,
  ]);
}

/** Whether the data folder can be written, and the disks under it and under the embedded database have room. */
export async function examineDisk({ data, databaseUrl }: Places): Promise<Finding[]> {
  const folder = subject('数据目录', 'Data folder');
  const existing = nearestExisting(data);
  const findings: Finding[] = [];
  try {
    await rm(await mkdtemp(path.join(existing, '.doctor-')), { recursive: true });
    findings.push(
      existing === data
        ? folder.good(data, data)
        : folder.odd(`${data} 尚未建立，首次启动时自动建立。`, `${data} does not exist yet; the first start makes it.`),
    );
  } catch (error) {
    const { message } = error as Error;
    findings.push(
      folder.bad(`${existing} 不可写：${message}`, `${existing} cannot be written: ${message}`, [
        '请修改目录权限，或用 LVYUE_DATA 指定其他目录。',
        'Change its permissions, or set LVYUE_DATA to another folder.',
      ]),
    );
  }
  const database = databaseUrl === undefined ? embeddedState(data).folder : existing;
  const disks = new Map<number, string>();
  for (const place of [existing, nearestExisting(database)]) disks.set((await stat(place)).dev, place);
  for (const place of disks.values()) findings.push(await examineRoom(place));
  return findings;
}

async function examineRoom(folder: string): Promise<Finding> {
  const disk = subject('磁盘空间', 'Disk space');
  const { bavail, bsize } = await statfs(folder);
  const free = bavail * bsize;
  const gib = (free / 1024 ** 3).toFixed(1);
  const [zh, en] = [`${folder} 所在磁盘剩余 ${gib} GiB。`, `${gib} GiB are free on the disk of ${folder}.`];
  const mend: [string, string] = [
    '请清理或扩容磁盘；磁盘写满时数据库会停止服务。',
    'Make room or enlarge it; the database stops when the disk is full.',
  ];
  if (free < DISK_NEEDED) return disk.bad(zh, en, mend);
  return free < DISK_COMFORTABLE ? disk.odd(zh, en, mend) : disk.good(zh, en);
}

/** What of the embedded server was found before anything was started. */
export function examineServer({ folder, state }: ReturnType<typeof embeddedState>): Finding {
  const server = subject('内置数据库', 'Embedded database');
  if (state === 'running') return server.good(`正在运行：${folder}`, `running: ${folder}`);
  if (state === 'stopped') return server.good(`未运行：${folder}`, `not running: ${folder}`);
  if (state === 'absent')
    return server.odd(
      '尚未建立，首次启动时自动建立；以下在临时目录中试运行。',
      'not there yet, the first start makes it; tried below in a temporary folder.',
    );
  return server.odd(
    `上次未正常关闭，留下了 ${folder}/postmaster.pid。`,
    `it did not shut down, and left ${folder}/postmaster.pid.`,
    ['无需处理：下次启动自动恢复到最后一次提交。', 'Nothing to do: the next start recovers everything that was committed.'],
  );
}

/** Who left a server running that no program holds. */
export function abandonedServer(): Finding {
  return subject('内置数据库', 'Embedded database').odd(
    '没有程序在使用它，应是程序异常退出后遗留；本次检查结束时将其正常关闭。',
    'no program was using it: one has crashed and left it. It is shut down properly after this examination.',
  );
}

/** Whether the private keys are there and closed to others. `needed` when there is a journal that they must continue. */
export async function examineKeys(folder: string, needed: boolean): Promise<Finding> {
  const keys = subject('密钥', 'Keys');
  const secrets = ['journal.key', 'seal-private.pem', 'access.key'].map((name) => path.join(folder, name));
  const missing = secrets.filter((file) => !existsSync(file));
  if (missing.length > 0) {
    const [zh, en] = [`缺少 ${missing.join('、')}。`, `missing: ${missing.join(', ')}`];
    if (!needed) return keys.odd(zh, en, ['首次启动时自动生成。', 'The first start makes them.']);
    return keys.bad(zh, en, [
      '请从密钥备份恢复；新生成的密钥无法校验原有流水。',
      'Bring them back from where the keys are kept; new ones cannot verify the journal that is there.',
    ]);
  }
  if (process.platform === 'win32') return keys.good(folder, folder);
  for (const file of secrets) {
    if (((await stat(file)).mode & 0o077) === 0) continue;
    return keys.bad(`他人可读 ${file}。`, `${file} can be read by others.`, [
      `请执行 chmod 600 "${file}"`,
      `Run chmod 600 "${file}"`,
    ]);
  }
  return keys.good(folder, folder);
}

/** Whether the program can listen on `port`, or listens there already. */
export async function examinePort(host: string, port: number): Promise<Finding> {
  const what = subject('端口', 'Port');
  const server = net.createServer().listen({ host, port });
  try {
    await once(server, 'listening');
    return what.good(`${port} 可用。`, `${port} is free.`);
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === 'EADDRINUSE' && (await answersAsLvyue(host, port))) {
      return what.good(`本系统正在端口 ${port} 上运行。`, `this system is running on port ${port}.`);
    }
    return what.bad(`无法监听 ${host}:${port}：${message}`, `cannot listen on ${host}:${port}: ${message}`, [
      '请停掉占用端口的程序，或换一个端口。',
      'Stop the program that has the port, or choose another port.',
    ]);
  } finally {
    server.close();
  }
}

async function answersAsLvyue(host: string, port: number): Promise<boolean> {
  try {
    const answer = await fetch(`http://${host.includes(':') ? `[${host}]` : host}:${port}/`, {
      signal: AbortSignal.timeout(3000),
      redirect: 'manual',
    });
    return answer.headers.has('x-request-id');
  } catch {
    return false;
  }
}

function nearestExisting(folder: string): string {
  return existsSync(folder) ? folder : nearestExisting(path.dirname(folder));
}
