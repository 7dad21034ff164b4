import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import net, { type Socket } from 'node:net';

/** The line between a browser and the server, which can be cut as in a tunnel and mended again. */
export interface Line {
  url: string;
  cut(): void;
  mend(): void;
  /** Cuts it right after the server has got the next request with this in it, before its answer comes back. */
  cutAfter(marker: string): void;
  close(): Promise<void>;
}

export async function lineTo(target: string): Promise<Line> {
  const { hostname, port } = new URL(target);
  const sockets = new Set<Socket>();
  let isCut = false;
  let marker: string | null = null;
  const server = net.createServer((near) => {
    if (isCut) return void near.destroy();
    const far = net.connect({ host: hostname, port: Number(port) });
    for (const socket of [near, far]) {
      sockets.add(socket);
      socket.on('error', () => undefined);
      socket.on('close', () => (sockets.delete(socket), near.destroy(), far.destroy()));
    }
    near.on('data', (bytes: Buffer) => {
      far.write(bytes);
      if (marker !== null && bytes.includes(marker)) {
        marker = null;
        isCut = true;
        far.removeAllListeners('data').resume(); // the server answers, nobody hears it
        far.once('data', () => cut());
      }
    });
    far.on('data', (bytes: Buffer) => near.write(bytes));
  });
  const cut = (): void => {
    isCut = true;
    for (const socket of sockets) socket.destroy();
  };
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    cut,
    mend: () => {
      isCut = false;
    },
    cutAfter: (text) => {
      marker = text;
    },
    async close() {
      cut();
      server.close();
      await once(server, 'close');
    },
  };
}
