import { Readable } from 'node:stream';
import { SHEET_TYPES, type SheetCell, type SheetColumn, type SheetFormat, sheetOf } from '#server/sheets/write';

/** A table as a file to download, row by row as they come. */
export function sheetAnswer(
  format: SheetFormat,
  name: string,
  columns: readonly SheetColumn[],
  rows: AsyncIterable<SheetCell[]>,
): Response {
  return new Response(Readable.toWeb(sheetOf(format, name, columns, rows)) as ReadableStream<Uint8Array>, {
    headers: {
      'content-type': SHEET_TYPES[format],
      'content-disposition': `attachment; filename="export.${format}"; filename*=UTF-8''${encodeURIComponent(`${name}.${format}`)}`,
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
    },
  });
}
