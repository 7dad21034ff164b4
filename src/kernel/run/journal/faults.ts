import type { Bilingual } from '../../declare/words.ts';

/**
 * `changed`: an entry or a record's row is not what was written. `inserted`: an entry that was not written by this program
 * or came after the sealing. `removed`: an entry is gone. `cut`: the end of the journal is gone. `seal`: a seal or the
 * witness was altered.
 */
export type FaultKind = 'changed' | 'inserted' | 'removed' | 'cut' | 'seal';

/** One thing that is wrong. What is not known is null: nobody can say of which record an entry was that is gone. */
export interface Fault {
  kind: FaultKind;
  journalId: number | null;
  record: string | null;
  recordId: string | null;
  version: number | null;
  /** The record's number, where its row still has one. */
  number?: string;
  /** JSON pointers (RFC 6901) to the fields that are not what the journal says, where it is about them: `/items/0/quantity`. */
  fields?: readonly string[];
  detail: Bilingual;
}

/** Whose entry a fault is about. */
export interface Place {
  journalId?: number | null;
  record?: string | null;
  recordId?: string | null;
  version?: number | null;
  fields?: readonly string[];
}

const MOST_LISTED = 20;
/** So many faults are remembered by their record; more of them leave nothing to compare with. */
export const MOST_REMEMBERED = 10_000;

/** All faults are counted, the first twenty listed. */
export class Faults {
  readonly listed: Fault[] = [];
  count = 0;
  readonly #entries = new Set<string>();
  readonly #records = new Set<string>();

  add(kind: FaultKind, place: Place, zh: string, en: string): void {
    this.count++;
    const { journalId = null, record = null, recordId = null, version = null, fields } = place;
    if (recordId !== null && this.#entries.size < MOST_REMEMBERED) {
      this.#entries.add(`${recordId} ${version}`);
      this.#records.add(recordId);
    }
    if (this.listed.length < MOST_LISTED)
      this.listed.push({ kind, journalId, record, recordId, version, detail: { zh, en }, ...(fields && { fields }) });
  }

  /** Whether an entry has a fault already; what follows from it is not another one. */
  knows(recordId: string, version: number): boolean {
    return this.#entries.has(`${recordId} ${version}`);
  }

  /** The records that have a fault by now. */
  records(): ReadonlySet<string> {
    return new Set(this.#records);
  }

  /** Takes a fault back that another one explains. */
  drop(fault: Fault): void {
    this.listed.splice(this.listed.indexOf(fault), 1);
    this.count--;
  }
}
