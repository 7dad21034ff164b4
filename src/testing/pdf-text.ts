import { inflateSync } from 'node:zlib';

/**
 * The text of each page of a PDF, read as a reader would: what is drawn in the page's content streams, by way of each font's own
 * `ToUnicode` map. Enough for files whose fonts have two-byte codes and whose objects are not packed, as ours are.
 */
export function textOfPdf(pdf: Uint8Array): string[] {
  const file = Buffer.from(pdf).toString('latin1');
  const objects = new Map([...file.matchAll(/(?:^|\n)(\d+) 0 obj\b([\s\S]*?)\nendobj/g)].map((m) => [m[1]!, m[2]!]));
  const pages = [...objects.values()].filter((body) => /\/Type \/Page\b(?!s)/.test(body));
  return pages.map((page) => {
    const resources = resolved(objects, page, 'Resources');
    const fonts = resolved(objects, resources, 'Font');
    const maps = new Map(
      [...fonts.matchAll(/\/(\w+) (\d+) 0 R/g)].map(([, name, id]) => [name!, unicodeOf(objects, objects.get(id!) ?? '')]),
    );
    const contents = [...(/\/Contents (?:\[([^\]]*)\]|(\d+ 0 R))/.exec(page)?.slice(1).join('') ?? '').matchAll(/(\d+) 0 R/g)];
    return contents.map(([, id]) => drawn(streamOf(objects.get(id!) ?? ''), maps)).join('');
  });
}

/** What a name of a dictionary leads to: a dictionary in its place, or another object. */
function resolved(objects: ReadonlyMap<string, string>, body: string, name: string): string {
  const other = new RegExp(`/${name} (\\d+) 0 R`).exec(body);
  if (other) return objects.get(other[1]!) ?? '';
  return body.slice(Math.max(0, body.indexOf(`/${name} <<`)));
}

function streamOf(body: string): string {
  const start = body.indexOf('stream\n') + 'stream\n'.length;
  const raw = Buffer.from(body.slice(start, body.lastIndexOf('\nendstream')), 'latin1');
  return (/\/FlateDecode/.test(body.slice(0, start)) ? inflateSync(raw) : raw).toString('latin1');
}

/** Which text a font's codes stand for. */
function unicodeOf(objects: ReadonlyMap<string, string>, font: string): Map<number, string> {
  const cmap = streamOf(objects.get(/\/ToUnicode (\d+) 0 R/.exec(font)?.[1] ?? '') ?? '');
  const map = new Map<number, string>();
  for (const [, block = ''] of cmap.matchAll(/beginbfchar([\s\S]*?)endbfchar/g))
    for (const [, code, text] of block.matchAll(/<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>/g))
      map.set(Number.parseInt(code!, 16), utf16(text!));
  for (const [, block = ''] of cmap.matchAll(/beginbfrange([\s\S]*?)endbfrange/g))
    for (const [, from, to, text] of block.matchAll(/<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>/g))
      for (let code = Number.parseInt(from!, 16), n = 0; code <= Number.parseInt(to!, 16); code++, n++)
        map.set(code, String.fromCodePoint(utf16(text!).codePointAt(0)! + n));
  return map;
}

const utf16 = (hex: string): string => Buffer.from(hex, 'hex').swap16().toString('utf16le');

/** Strings are shown in order; what is said between them moves the pen. */
function drawn(content: string, fonts: ReadonlyMap<string, ReadonlyMap<number, string>>): string {
  let font: ReadonlyMap<number, string> = new Map();
  let text = '';
  const show = (bytes: Buffer): void => {
    for (let i = 0; i + 1 < bytes.length; i += 2) text += font.get(bytes.readUInt16BE(i)) ?? '';
  };
  const token = /\/(\w+) [\d.]+ Tf|<([0-9A-Fa-f]+)>|\(/g;
  for (let found = token.exec(content); found; found = token.exec(content)) {
    const [, name, hex] = found;
    if (name !== undefined) font = fonts.get(name) ?? new Map();
    else if (hex !== undefined) show(Buffer.from(hex, 'hex'));
    else {
      const end = endOfLiteral(content, token.lastIndex);
      show(literalBytes(content.slice(token.lastIndex, end)));
      token.lastIndex = end + 1;
    }
  }
  return text;
}

/** Where a string that began before `from` ends: parentheses inside are balanced or escaped. */
function endOfLiteral(content: string, from: number): number {
  for (let [at, depth] = [from, 1]; at < content.length; at++) {
    if (content[at] === '\\') at++;
    else if (content[at] === '(') depth++;
    else if (content[at] === ')' && --depth === 0) return at;
  }
  return content.length;
}

const ESCAPES: Record<string, string> = { n: '\n', r: '\r', t: '\t', b: '\b', f: '\f' };

const literalBytes = (literal: string): Buffer =>
  Buffer.from(
    literal.replace(/\\(?:([0-7]{1,3})|([\s\S]))/g, (_, octal?: string, sign?: string) =>
      octal === undefined ? (ESCAPES[sign!] ?? sign!) : String.fromCharCode(Number.parseInt(octal, 8)),
    ),
    'latin1',
  );
