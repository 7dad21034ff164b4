/** Some rows in the text format of COPY, whole ones. */
export interface RowsPart {
  data: Buffer;
  rows: number;
}

const PART_BYTES = 4 * 1024 * 1024;
const NEWLINE = 10; // ends a row; within a value it is written `\n`

/** Cuts what COPY sends into parts of about four megabytes that end with a row, so that each can be loaded by itself. */
export async function* rowsInParts(copy: AsyncIterable<Buffer>): AsyncGenerator<RowsPart> {
  let pieces: Buffer[] = [];
  let bytes = 0;
  for await (const piece of copy) {
    pieces.push(piece);
    bytes += piece.length;
    const end = piece.lastIndexOf(NEWLINE) + 1;
    if (bytes < PART_BYTES || end === 0) continue;
    pieces[pieces.length - 1] = piece.subarray(0, end);
    yield part(pieces);
    pieces = [piece.subarray(end)];
    bytes = piece.length - end;
  }
  if (bytes > 0) yield part(pieces);
}

function part(pieces: Buffer[]): RowsPart {
  const data = Buffer.concat(pieces);
  let rows = 0;
  for (let at = data.indexOf(NEWLINE); at >= 0; at = data.indexOf(NEWLINE, at + 1)) rows++;
  return { data, rows };
}
