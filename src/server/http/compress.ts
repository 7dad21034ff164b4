import { promisify } from 'node:util';
import { gzip as gzipNow } from 'node:zlib';
import { jsonAnswer } from './exchange.ts';

const WORTH_IT = 8 * 1024; // characters, a tenth of a millisecond's packing; below, the network gains less than the processor spends
const gzip = promisify(gzipNow);

/** An answer in JSON that may be long: packed when it is, and the caller can unpack it. */
export async function longJsonAnswer(
  text: string,
  acceptEncoding: string | string[] | undefined,
  headers: Record<string, string> = {},
): Promise<Response> {
  if (text.length < WORTH_IT || !/\bgzip\b(?!\s*;\s*q=0(?:\.0*)?(?:,|$))/.test(String(acceptEncoding ?? '')))
    return jsonAnswer(text, 200, headers);
  const packed = await gzip(text, { level: 1 });
  return new Response(packed, {
    headers: {
      'content-type': 'application/json; charset=utf-8',
      'cache-control': 'no-store',
      'content-encoding': 'gzip',
      vary: 'accept-encoding',
      ...headers,
    },
  });
}
