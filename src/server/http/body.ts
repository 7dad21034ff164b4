import { isUtf8 } from 'node:buffer';
import type { IncomingMessage } from 'node:http';
import { type InputError, invalid } from '#kernel/problem';
import { malformed, notJson, tooLarge, tooSlow } from './problems.ts';

export const BODY_LIMIT = 1024 * 1024; // bytes
const DEPTH_LIMIT = 32; // of arrays and objects within each other
const ANY_JSON = /^application\/(?:[\w.-]+\+)?json\s*(?:;\s*charset\s*=\s*"?utf-8"?\s*)?$/i;

/** The text of a JSON body and what it says; an absent body is an empty object. */
export interface JsonBody {
  text: string;
  value: unknown;
}

/**
 * Reads a request's JSON once.
 * @throws Problem too-large 413, not-json 415, malformed 400, invalid 422 where a text holds what no text may hold.
 */
export async function readJson(incoming: IncomingMessage): Promise<JsonBody> {
  const bytes = await readBytes(incoming);
  if (bytes.length === 0) return { text: '', value: {} };
  if (!ANY_JSON.test(incoming.headers['content-type'] ?? '')) throw notJson();
  if (!isUtf8(bytes)) throw malformed('请求内容不是有效的 UTF-8。', 'The body of the request is not valid UTF-8.');
  const text = bytes.toString('utf8');
  if (depthExceeds(text, DEPTH_LIMIT)) throw malformed('请求内容嵌套过深。', 'The body of the request is nested too deeply.');
  const value = parsed(text);
  if (SUSPECT.test(text)) refuseUnstorable(value);
  return { text, value };
}

/** Reads a body up to the limit. @throws Problem too-large 413, not-json 415 when it is compressed, malformed 400 when it breaks off. */
export function readBytes(incoming: IncomingMessage, limit = BODY_LIMIT): Promise<Buffer> {
  const { headers } = incoming;
  if (headers['content-encoding'] !== undefined && headers['content-encoding'] !== 'identity') return Promise.reject(notJson());
  if (Number(headers['content-length'] ?? 0) > limit) return Promise.reject(tooLarge(limit));
  if (
    headers['content-length'] === '0' ||
    (headers['content-length'] === undefined && headers['transfer-encoding'] === undefined)
  )
    return Promise.resolve(Buffer.alloc(0));
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let length = 0;
    let done = false;
    const patience = setTimeout(() => {
      done = true;
      reject(tooSlow());
    }, PATIENCE_MS);
    incoming.on('data', (chunk: Buffer) => {
      length += chunk.length;
      if (length <= limit) chunks.push(chunk);
      else if (!done) {
        done = true; // what still comes is let through and dropped
        reject(tooLarge(limit));
      }
    });
    incoming.on('end', () => {
      done = true;
      clearTimeout(patience);
      resolve(chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks));
    });
    // Every request ends with `close`: the error is made only where it is the first that is heard.
    incoming.on('close', () => {
      clearTimeout(patience);
      if (!done) reject(brokenOff());
    });
    incoming.on('error', () => undefined);
  });
}

const PATIENCE_MS = 30_000;

const brokenOff = () => malformed('请求内容不完整。', 'The body of the request broke off.');

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw malformed('请求内容不是有效的 JSON。', 'The body of the request is not valid JSON.');
  }
}

const [QUOTE, BACKSLASH, OPEN_BRACKET, CLOSE_BRACKET, OPEN_BRACE, CLOSE_BRACE] = [34, 92, 91, 93, 123, 125];

function depthExceeds(text: string, limit: number): boolean {
  let depth = 0;
  let quoted = false;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (quoted) {
      if (code === BACKSLASH) i++;
      else if (code === QUOTE) quoted = false;
    } else if (code === QUOTE) quoted = true;
    else if (code === OPEN_BRACE || code === OPEN_BRACKET) {
      if (++depth > limit) return true;
    } else if (code === CLOSE_BRACE || code === CLOSE_BRACKET) depth--;
  }
  return false;
}

const MOST_ERRORS = 100; // an answer must not grow with the mistakes in a request

// A NUL character or half of a surrogate pair can be written in JSON, but no database text can hold it.
const SUSPECT = /\\u(?:0000|[dD][89a-fA-F])/;

function refuseUnstorable(value: unknown): void {
  const errors: InputError[] = [];
  const look = (at: unknown, pointer: string): void => {
    if (errors.length === MOST_ERRORS) return;
    if (typeof at === 'string') {
      if (at.includes('\0') || !at.isWellFormed())
        errors.push({ pointer, detail: { zh: '含有无效字符。', en: 'It holds a character that is not valid.' } });
    } else if (at !== null && typeof at === 'object') {
      for (const [key, inner] of Object.entries(at)) {
        look(key, pointer);
        look(inner, `${pointer}/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`);
      }
    }
  };
  look(value, '');
  if (errors.length > 0) throw invalid(errors);
}
