import type { ClientBase } from 'pg';

/**
 * The outcome of `work` on `client`, or an error as soon as the connection is lost: a COPY under way at that moment may
 * never settle (pg-copy-streams waits for an answer to its cancellation).
 */
export function whileConnected<T>(client: ClientBase, work: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const lost = () => reject(new Error('数据库连接中断 connection to the database lost'));
    client.once('end', lost);
    work.then(resolve, reject).finally(() => client.removeListener('end', lost));
  });
}
