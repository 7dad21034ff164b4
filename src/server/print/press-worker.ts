import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { parentPort } from 'node:worker_threads';
import { NodeCompiler } from '@myriaddreamin/typst-ts-node-compiler';

// Sets forms, one after another, in a thread of its own: setting takes the processor for itself while it runs.

export interface Sheet {
  id: number;
  source: string;
  /** JSON. */
  data: string;
}

export type Set = { id: number; pdf: Uint8Array } | { id: number; error: string };

const require = createRequire(import.meta.url);
const font = (file: string): Buffer => readFileSync(require.resolve(`@expo-google-fonts/noto-sans-sc/${file}`));
const compiler = NodeCompiler.create({
  fontArgs: [{ fontBlobs: [font('400Regular/NotoSansSC_400Regular.ttf'), font('700Bold/NotoSansSC_700Bold.ttf')] }],
});

parentPort!.on('message', ({ id, source, data }: Sheet) => {
  try {
    const set = compiler.compile({ mainFileContent: source, inputs: { data } });
    const wrong = set.takeDiagnostics();
    if (wrong || !set.result) throw new Error(saidIn(wrong && compiler.fetchDiagnostics(wrong)));
    const pdf = Uint8Array.from(compiler.pdf(set.result));
    parentPort!.postMessage({ id, pdf } satisfies Set, [pdf.buffer as ArrayBuffer]);
  } catch (error) {
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- the port of a thread has no origin
    parentPort!.postMessage({ id, error: error instanceof Error ? error.message : String(error) } satisfies Set);
  } finally {
    compiler.evictCache(10);
  }
});

const saidIn = (diagnostics: unknown): string =>
  Array.isArray(diagnostics) ? diagnostics.map((d: { message?: string }) => d.message ?? '').join('; ') : 'nothing was set';
