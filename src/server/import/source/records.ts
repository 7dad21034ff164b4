import { parse } from 'csv-parse/sync';
import type { Bilingual } from '#kernel/problem';

/** A row of a CSV file as it stands there. */
export interface SourceRecord {
  /** The line (from 1) on which it begins. */
  line: number;
  cells: string[];
}

/** A row that is none: where it stands, what it says, why it cannot be read. */
export interface MalformedRecord {
  line: number;
  text: string;
  reason: Bilingual;
}

export interface RecordBatch {
  records: SourceRecord[];
  malformed: MalformedRecord[];
}

/** A quoted value longer than this many lines is taken for a quotation mark that nobody closed. */
const LONGEST_VALUE_LINES = 1000;

/**
 * Reads CSV (RFC 4180; a stray quotation mark within a value is taken as it stands) record by record, in batches as the text
 * comes. The first record says how many cells the others have. A row that cannot be read takes only itself away: reading goes
 * on with its next line. `text` may break anywhere. Lines end with LF or CR LF; empty ones are skipped.
 */
export async function* recordsOf(text: AsyncIterable<string>): AsyncGenerator<RecordBatch> {
  const frame = new Frame();
  let rest = '';
  for await (const piece of text) {
    const lines = (rest + piece).split('\n');
    rest = lines.pop()!;
    frame.take(lines);
    yield frame.read(false);
  }
  if (rest !== '') frame.take([rest]);
  yield frame.read(true);
}

/** Lines that are read but not yet understood: a record goes on while a quotation is open. */
class Frame {
  #lines: string[] = [];
  /** The number of the first of `#lines`. */
  #number = 1;
  #width: number | null = null;
  #delimiter = ',';

  take(lines: readonly string[]): void {
    for (const line of lines) this.#lines.push(line.endsWith('\r') ? line.slice(0, -1) : line);
  }

  /** Everything that is complete; with `last` also what is not. */
  read(last: boolean): RecordBatch {
    const found: RecordBatch = { records: [], malformed: [] };
    let at = 0;
    if (this.#width === null) at = this.#readHeader(last, found);
    const quoted: Framed[] = [];
    while (at < this.#lines.length) {
      const framed = this.#frame(at, last);
      if (framed === 'more') break;
      if (framed.lines === 1 && framed.text === '') {
        at++;
      } else if (!framed.text.includes('"')) {
        this.#accept(found, framed.line, framed.text.split(this.#delimiter), framed.text);
        at++;
      } else if (framed.closed && (framed.lines === 1 || this.#strict([framed]) !== null)) {
        quoted.push(framed);
        at += framed.lines;
      } else {
        // The quotation that was opened here is closed by another row's: this line stands alone.
        this.#alone(found, framed.line, this.#lines[at]!);
        at++;
      }
    }
    this.#readQuoted(found, quoted);
    this.#lines = this.#lines.slice(at);
    this.#number += at;
    found.records.sort((a, b) => a.line - b.line);
    found.malformed.sort((a, b) => a.line - b.line);
    return found;
  }

  /** The first line that is not empty names the columns; Excel may say before it what separates them. */
  #readHeader(last: boolean, found: RecordBatch): number {
    for (let at = 0; at < this.#lines.length; at++) {
      const said = /^sep=(.)$/i.exec(this.#lines[at]!);
      if (said) {
        this.#delimiter = said[1]!;
        continue;
      }
      if (this.#lines[at]!.trim() === '') continue;
      const framed = this.#frame(at, last);
      if (framed === 'more') return 0;
      if (!this.#lines.slice(0, at).some((line) => /^sep=/i.test(line))) this.#delimiter = delimiterOf(framed.text);
      const cells = this.#strict([framed])?.[0] ?? framed.text.split(this.#delimiter);
      this.#width = cells.length;
      found.records.push({ line: framed.line, cells });
      return at + framed.lines;
    }
    return 0;
  }

  /** The lines from `at` on up to which every quotation that was opened is closed again. */
  #frame(at: number, last: boolean): Framed | 'more' {
    let open = isOdd(this.#lines[at]!);
    let end = at + 1;
    while (open && end < this.#lines.length && end - at < LONGEST_VALUE_LINES) open = open !== isOdd(this.#lines[end++]!);
    if (open && !last && end - at < LONGEST_VALUE_LINES) return 'more';
    const text = end === at + 1 ? this.#lines[at]! : this.#lines.slice(at, end).join('\n');
    return { line: this.#number + at, text, lines: end - at, closed: !open };
  }

  /** Quoted records all at once, and one by one when one of them is at fault. */
  #readQuoted(found: RecordBatch, quoted: readonly Framed[]): void {
    if (quoted.length === 0) return;
    const rows = this.#strict(quoted);
    for (const [i, framed] of quoted.entries()) {
      const cells = rows ? rows[i] : this.#strict([framed])?.[0];
      if (cells) this.#accept(found, framed.line, cells, framed.text);
      else this.#alone(found, framed.line, framed.text);
    }
  }

  #strict(framed: readonly Framed[]): string[][] | null {
    try {
      const rows = parse(framed.map((f) => f.text).join('\n'), {
        delimiter: this.#delimiter,
        record_delimiter: '\n',
        relax_column_count: true,
      });
      return rows.length === framed.length ? rows : null;
    } catch {
      return null;
    }
  }

  /** One line with a quotation mark where none belongs: read as it stands where that gives the right number of cells. */
  #alone(found: RecordBatch, line: number, text: string): void {
    try {
      const rows = parse(text, { delimiter: this.#delimiter, relax_quotes: true, relax_column_count: true });
      if (rows.length === 1 && rows[0]!.length === this.#width) {
        found.records.push({ line, cells: rows[0]! });
        return;
      }
    } catch {
      // Said below.
    }
    found.malformed.push({
      line,
      text,
      reason: { zh: '引号没有成对，无法分列。', en: 'A quotation mark is not closed; the cells cannot be told apart.' },
    });
  }

  #accept(found: RecordBatch, line: number, cells: string[], text: string): void {
    const width = this.#width!;
    // Excel ends rows with empty cells when a column further right was once used.
    if (cells.length === width || (cells.length > width && cells.slice(width).every((c) => c === '')))
      found.records.push({ line, cells });
    else if (!cells.every((c) => c.trim() === '')) {
      const reason = {
        zh: `此行有 ${cells.length} 列，表头有 ${width} 列。`,
        en: `This row has ${cells.length} cells, the header has ${width}.`,
      };
      found.malformed.push({ line, text, reason });
    }
  }
}

interface Framed {
  line: number;
  text: string;
  lines: number;
  /** Whether every quotation that was opened is closed. */
  closed: boolean;
}

function isOdd(line: string): boolean {
  let odd = false;
  for (let at = line.indexOf('"'); at >= 0; at = line.indexOf('"', at + 1)) odd = !odd;
  return odd;
}

/** What separates the cells: the comma, unless the header holds more tabs (Excel's Unicode text) or semicolons. */
function delimiterOf(header: string): string {
  const count = (mark: string): number => header.split(mark).length - 1;
  return [',', '\t', ';'].reduce((best, mark) => (count(mark) > count(best) ? mark : best));
}
