/**
 * The last entry of every record, in some 75 bytes a record: typed arrays and not objects, for a journal may tell of millions
 * of records. Records are numbered from 0 in the order in which they were added.
 */
export class Chains {
  /** How many records there are. */
  count = 0;
  /** Of each record the version and id of its last entry, and its hash (32 bytes at 32 × index). */
  versions = new Int32Array(FIRST_CAPACITY);
  ids = new Float64Array(FIRST_CAPACITY);
  hashes = Buffer.alloc(32 * FIRST_CAPACITY);
  /** Its kind, and the state that the journal last told: indexes into `words`, 0 for none. */
  kinds = new Uint16Array(FIRST_CAPACITY);
  states = new Uint16Array(FIRST_CAPACITY);
  /** 1 when its row was met. */
  met = new Uint8Array(FIRST_CAPACITY);
  readonly words = [''];

  #uuids = new Int32Array(4 * FIRST_CAPACITY);
  #table = new Int32Array(2 * FIRST_CAPACITY); // open addressing; index + 1 of a record, 0 where free
  readonly #indexOfWord = new Map<string, number>();

  /** The record whose uuid lies in `bytes` at `at`; -1 when it was not added. */
  find(bytes: Buffer, at: number): number {
    return this.#table[this.#slotOf(bytes, at)]! - 1;
  }

  /** Adds a record that `find` did not find. */
  add(bytes: Buffer, at: number): number {
    if (this.count === this.versions.length) this.#grow();
    const index = this.count++;
    for (let i = 0; i < 4; i++) this.#uuids[4 * index + i] = bytes.readInt32LE(at + 4 * i);
    this.#table[this.#slotOf(bytes, at)] = index + 1;
    return index;
  }

  /** The 16 bytes of a record's uuid. */
  uuidOf(index: number): Buffer {
    const bytes = Buffer.alloc(16);
    for (let i = 0; i < 4; i++) bytes.writeInt32LE(this.#uuids[4 * index + i]!, 4 * i);
    return bytes;
  }

  /** The index of a word in `words`. */
  indexOfWord(word: string): number {
    let index = this.#indexOfWord.get(word);
    if (index === undefined) {
      index = this.words.push(word) - 1;
      this.#indexOfWord.set(word, index);
    }
    return index;
  }

  /** Where a uuid stands in the table, or would stand. Its last bytes are random, in version 4 as in version 7. */
  #slotOf(bytes: Buffer, at: number): number {
    const [uuids, table, mask] = [this.#uuids, this.#table, this.#table.length - 1];
    const a = bytes.readInt32LE(at);
    const b = bytes.readInt32LE(at + 4);
    const c = bytes.readInt32LE(at + 8);
    const d = bytes.readInt32LE(at + 12);
    for (let slot = d & mask; ; slot = (slot + 1) & mask) {
      const k = 4 * (table[slot]! - 1);
      if (k < 0 || (uuids[k] === a && uuids[k + 1] === b && uuids[k + 2] === c && uuids[k + 3] === d)) return slot;
    }
  }

  #grow(): void {
    const capacity = 2 * this.versions.length;
    this.versions = doubled(this.versions, new Int32Array(capacity));
    this.ids = doubled(this.ids, new Float64Array(capacity));
    this.hashes = doubled(this.hashes, Buffer.alloc(32 * capacity));
    this.kinds = doubled(this.kinds, new Uint16Array(capacity));
    this.states = doubled(this.states, new Uint16Array(capacity));
    this.met = doubled(this.met, new Uint8Array(capacity));
    this.#uuids = doubled(this.#uuids, new Int32Array(4 * capacity));
    this.#table = new Int32Array(2 * capacity);
    for (let index = 0; index < this.count; index++) this.#table[this.#slotOf(this.uuidOf(index), 0)] = index + 1;
  }
}

const FIRST_CAPACITY = 2 ** 14; // always a power of two

function doubled<T extends { set(from: T): void }>(from: T, into: T): T {
  into.set(from);
  return into;
}
