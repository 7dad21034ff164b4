import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { rmSync } from 'node:fs';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';

/**
 * Runs `work` while no other program on this machine runs under the same `name`. The lock is a listening socket, so the
 * operating system lets go of it when its holder dies, however it dies; those who wait hold a connection to it and wake
 * when that closes.
 */
export async function exclusively<T>(name: string, work: () => Promise<T>): Promise<T> {
  const address = lockAddress(name);
  let release = await tryListen(address);
  while (!release) {
    await holderIsGone(address);
    release = await tryListen(address);
  }
  try {
    return await work();
  } finally {
    await release();
  }
}

function lockAddress(name: string): string {
  const id = `lvyue-${createHash('sha256').update(name).digest('hex').slice(0, 24)}`;
  if (process.platform === 'win32') return `\\\\.\\pipe\\${id}`;
  if (process.platform === 'linux') return `\0${id}`; // abstract: no file to be left behind
  return path.join(os.tmpdir(), `${id}.lock`);
}

async function tryListen(address: string): Promise<(() => Promise<void>) | undefined> {
  const waiting = new Set<net.Socket>();
  const server = net.createServer((socket) => {
    waiting.add(socket);
    socket.on('error', () => socket.destroy());
    socket.on('close', () => waiting.delete(socket));
  });
  try {
    server.listen(address);
    await once(server, 'listening');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EADDRINUSE') return undefined;
    throw error;
  }
  return async () => {
    const closed = once(server, 'close');
    server.close();
    for (const socket of waiting) socket.destroy();
    await closed;
  };
}

async function holderIsGone(address: string): Promise<void> {
  const socket = net.connect(address);
  socket.on('error', (error: NodeJS.ErrnoException) => {
    // A socket file whose owner died (macOS and other systems without abstract addresses).
    if (error.code === 'ECONNREFUSED' && path.isAbsolute(address)) rmSync(address, { force: true });
  });
  socket.resume();
  await new Promise((closed) => socket.once('close', closed));
}
