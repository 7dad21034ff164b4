/** Chance that comes out the same for the same seed. Not for secrets. */
export class Chance {
  #state: number;

  /** @param seed any text. */
  constructor(seed: string) {
    this.#state = 2_166_136_261; // FNV-1a spreads the seed over 32 bits
    for (const letter of seed) this.#state = Math.imul(this.#state ^ letter.codePointAt(0)!, 16_777_619);
  }

  /** At least 0, below 1. Mulberry32. */
  next(): number {
    this.#state = (this.#state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(this.#state ^ (this.#state >>> 15), 1 | this.#state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  }

  /** Between two numbers. */
  between(low: number, high: number): number {
    return low + (high - low) * this.next();
  }

  /** A whole number, both ends included. */
  whole(low: number, high: number): number {
    return low + Math.floor((high - low + 1) * this.next());
  }

  happens(probability: number): boolean {
    return this.next() < probability;
  }

  pick<T>(items: readonly T[]): T {
    return items[Math.floor(items.length * this.next())]!;
  }

  /** One of the values, each as often as its weight says. */
  weighed<T>(items: readonly (readonly [value: T, weight: number])[]): T {
    let left = items.reduce((sum, [, weight]) => sum + weight, 0) * this.next();
    for (const [value, weight] of items) if ((left -= weight) < 0) return value;
    return items.at(-1)![0];
  }
}
