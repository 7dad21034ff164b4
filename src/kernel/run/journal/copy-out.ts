import { type ClientBase, type Connection, Query } from 'pg';

/** A row as PostgreSQL's binary copy format sends it. Valid only while the callback that receives it runs. */
export interface BinaryRow {
  bytes: Buffer;
  /** Where the first column's length stands, and where the last column ends. */
  from: number;
  to: number;
  /** Where the value of each column begins and ends in `bytes`; a null begins and ends at -1. */
  starts: number[];
  ends: number[];
}

/**
 * Streams the rows of `select` (trusted text: `copy` takes no parameters) to `onRow`, which must be synchronous, and
 * returns how many there were. Several times faster than rows as objects: nothing is decoded, nothing allocated.
 * @throws the database's error, or what `onRow` threw.
 */
export function copyOut(client: ClientBase, select: string, onRow: (row: BinaryRow) => void): Promise<number> {
  return new Promise((resolve, reject) => {
    let rows = 0;
    let headerRead = false;
    let fault: { error: unknown } | undefined;
    const row: BinaryRow = { bytes: Buffer.alloc(0), from: 0, to: 0, starts: [], ends: [] };
    const read = (bytes: Buffer): void => {
      let at = headerRead ? 0 : FIXED_HEADER + bytes.readInt32BE(FIXED_HEADER - 4);
      headerRead = true;
      row.bytes = bytes;
      while (at < bytes.length) {
        const columns = bytes.readInt16BE(at);
        if (columns === END_OF_ROWS) return;
        at = findColumns(row, at + 2, columns);
        rows++;
        onRow(row);
      }
    };
    // A query of its kind: a pipelined connection takes no other, lest it hold a portal open, which a copy does not.
    const copy: Query & CopySubmittable = Object.assign(new Query({ text: '' }), {
      submit: (connection: Connection) => connection.query(`copy (${select}) to stdout (format binary)`),
      handleCopyData({ chunk }: { chunk: Buffer }) {
        if (fault) return; // the rest cannot be refused, only ignored
        try {
          read(chunk);
        } catch (error) {
          fault = { error };
        }
      },
      handleCommandComplete: () => undefined,
      handleError: reject,
      handleReadyForQuery: () => (fault ? reject(fault.error) : resolve(rows)),
    });
    client.query(copy);
  });
}

const FIXED_HEADER = 11 + 4 + 4; // signature, flags, length of the header's extension
const END_OF_ROWS = -1;

/** What `pg` asks of a query object; its types name only `submit`. */
interface CopySubmittable {
  handleCopyData(message: { chunk: Buffer }): void;
  handleCommandComplete(): void;
  handleError(error: unknown): void;
  handleReadyForQuery(): void;
}

function findColumns(row: BinaryRow, from: number, columns: number): number {
  row.from = from;
  let at = from;
  for (let i = 0; i < columns; i++) {
    const length = row.bytes.readInt32BE(at);
    at += 4;
    row.starts[i] = length < 0 ? -1 : at;
    if (length > 0) at += length;
    row.ends[i] = length < 0 ? -1 : at;
  }
  row.to = at;
  return at;
}
