import { isUtf8 } from 'node:buffer';
import { open } from 'node:fs/promises';
import path from 'node:path';
import { fileTypeFromFile } from 'file-type';

/** What a file is, by its bytes: a media type, and the endings that fit it, the usual one first. */
export interface FileType {
  type: string;
  endings: readonly string[];
}

const of = (type: string, ...endings: string[]): FileType => ({ type, endings });

/** What may be uploaded, by the type that its first bytes tell. Nothing here runs in a browser: no HTML, no SVG, no programs. */
const ALLOWED: ReadonlyMap<string, FileType> = new Map(
  [
    of('image/jpeg', 'jpg', 'jpeg'),
    of('image/png', 'png'),
    of('image/webp', 'webp'),
    of('image/gif', 'gif'),
    of('image/heic', 'heic', 'heif'),
    of('application/pdf', 'pdf'),
    of('application/vnd.openxmlformats-officedocument.wordprocessingml.document', 'docx'),
    of('application/vnd.openxmlformats-officedocument.spreadsheetml.sheet', 'xlsx'),
    of('application/vnd.openxmlformats-officedocument.presentationml.presentation', 'pptx'),
    of('application/vnd.oasis.opendocument.text', 'odt'),
    of('application/vnd.oasis.opendocument.spreadsheet', 'ods'),
    of('application/vnd.oasis.opendocument.presentation', 'odp'),
    of('application/zip', 'zip'),
  ].map((one) => [one.type, one]),
);

/** Office files from before 2007 all begin alike: which one it is, the ending says. */
const COMPOUND = 'application/x-cfb';
const COMPOUND_TYPES: Record<string, FileType> = {
  doc: of('application/msword', 'doc'),
  wps: of('application/vnd.ms-works', 'wps'),
  xls: of('application/vnd.ms-excel', 'xls'),
  et: of('application/vnd.ms-excel', 'et'),
  ppt: of('application/vnd.ms-powerpoint', 'ppt'),
  dps: of('application/vnd.ms-powerpoint', 'dps'),
};

/** Plain text has no mark of its own. */
const TEXT_TYPES: Record<string, FileType> = {
  txt: of('text/plain', 'txt'),
  csv: of('text/csv', 'csv'),
  tsv: of('text/tab-separated-values', 'tsv'),
  md: of('text/markdown', 'md'),
};

/** Reads off the bytes of `file` what it is; null when that may not be uploaded. `name` decides only where bytes leave a choice. */
export async function typeOf(file: string, name: string): Promise<FileType | null> {
  const ending = endingOf(name);
  const found = await fileTypeFromFile(file);
  if (found?.mime === COMPOUND) return COMPOUND_TYPES[ending] ?? null;
  if (found) return ALLOWED.get(found.mime) ?? null;
  const asText = TEXT_TYPES[ending];
  return asText && (await isText(file)) ? asText : null;
}

/** Whether a browser may show it in place. Everything else it may only save. */
export const showsInPlace = (type: string): boolean => /^image\/(?:jpeg|png|webp|gif)$/.test(type) || type === 'application/pdf';

const LONGEST_NAME = 150; // UTF-16 units; one that is cut in two is replaced
// Separators of paths, control and format characters: they cannot be seen, or turn the direction of writing around, so that exe.fdp reads
// as pdf.exe.
const UNWANTED = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}"*:<>?|]/gu;

/** The name of an upload without folders and signs that hide something, and with an ending that is true of its content. */
export function nameFor(given: string, { endings }: FileType): string {
  const name = (given.split(/[/\\]/).at(-1) ?? '').replace(UNWANTED, '').trim().replace(/^\.+/, '').toWellFormed() || 'file';
  const ending = endingOf(name);
  const fits = endings.includes(ending);
  const stem = fits ? name.slice(0, name.length - ending.length - 1) : name;
  return `${stem.slice(0, LONGEST_NAME).toWellFormed() || 'file'}.${fits ? ending : endings[0]}`;
}

const endingOf = (name: string): string => path.extname(name).slice(1).toLowerCase();

const LOOKED_AT = 64 * 1024; // bytes

/** UTF-8, or what Chinese spreadsheets write (GB 18030): no zero bytes at the start, nor other control characters than tabs and line ends. */
async function isText(file: string): Promise<boolean> {
  const handle = await open(file);
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(LOOKED_AT), 0, LOOKED_AT, 0);
    const bytes = buffer.subarray(0, bytesRead);
    if (bytes.some((byte) => byte < 9 || (byte > 13 && byte < 32))) return false;
    return isUtf8(bytes.subarray(0, wholeCharacters(bytes))) || isGb18030(bytes);
  } finally {
    await handle.close();
  }
}

/** A character that the end of what was looked at cuts in two is no fault. */
const wholeCharacters = (bytes: Buffer): number => {
  for (let back = 1; back <= 3 && back <= bytes.length; back++)
    if (bytes[bytes.length - back]! >= 0xc0) return bytes.length - back;
  return bytes.length;
};

function isGb18030(bytes: Buffer): boolean {
  try {
    new TextDecoder('gb18030', { fatal: true }).decode(bytes, { stream: true });
    return true;
  } catch {
    return false;
  }
}
