import type { Bilingual } from '#kernel/problem';

/** Where progress is told: a terminal, whose last line is written over, or a log. */
export interface Screen {
  write(text: string): void;
  isTTY?: boolean | undefined;
}

const TERMINAL_MS = 1000;
const LOG_MS = 10_000;

/** Tells how an import goes: phase, rows done and rows per second, every second on a terminal and every ten in a log. */
export class Progress {
  readonly #screen: Screen | null;
  readonly #locale: 'zh' | 'en';
  readonly #clock: () => number;
  #phase: Bilingual = { zh: '', en: '' };
  #total: number | null = null;
  #done = 0;
  #begun: number;
  #told: number;

  /** `screen` null: says nothing. `clock` gives milliseconds. */
  constructor(screen: Screen | null, locale: 'zh' | 'en', clock: () => number = () => performance.now()) {
    this.#screen = screen;
    this.#locale = locale;
    this.#clock = clock;
    this.#begun = this.#told = clock();
  }

  /** Begins a phase; `total` is how many it will be, where that is known. */
  phase(name: Bilingual, total: number | null = null): void {
    this.#end();
    this.#phase = name;
    this.#total = total;
    this.#done = 0;
    this.#begun = this.#told = this.#clock();
  }

  /** `count` more are done. */
  advance(count: number): void {
    this.#done += count;
    const now = this.#clock();
    if (now - this.#told < (this.#screen?.isTTY ? TERMINAL_MS : LOG_MS)) return;
    this.#told = now;
    this.#tell(this.#screen?.isTTY ? '\r' : '', this.#screen?.isTTY ? '\x1b[K' : '\n');
  }

  /** Something that is worth a line of its own. */
  say(line: Bilingual): void {
    this.#screen?.write(`${this.#screen.isTTY ? '\r\x1b[K' : ''}${line[this.#locale]}\n`);
  }

  /** Ends the last phase. */
  close(): void {
    this.#end();
    this.#done = 0;
  }

  #end(): void {
    if (this.#done > 0) this.#tell(this.#screen?.isTTY ? '\r' : '', this.#screen?.isTTY ? '\x1b[K\n' : '\n');
  }

  #tell(before: string, after: string): void {
    const seconds = Math.max((this.#clock() - this.#begun) / 1000, 0.001);
    const n = (count: number): string => Math.round(count).toLocaleString(this.#locale === 'zh' ? 'zh-CN' : 'en-GB');
    const done = this.#total === null ? n(this.#done) : `${n(this.#done)}/${n(this.#total)}`;
    const rate = this.#locale === 'zh' ? `${n(this.#done / seconds)} 行/秒` : `${n(this.#done / seconds)} rows/s`;
    this.#screen?.write(`${before}${this.#phase[this.#locale]} ${done} · ${rate}${after}`);
  }
}
