import type { Plugin, Rolldown } from 'vite';

const NAME = 'service-worker.js';

/**
 * Builds src/web/service-worker.ts to an address that stays the same, and writes into it what the pages for staff consist of: whatever
 * their entry leads to, and nothing of other entries.
 */
export function serviceWorker(): Plugin {
  return {
    name: 'service-worker',
    apply: 'build',
    enforce: 'post', // chunks that were nothing but styles are gone by then
    buildStart() {
      this.emitFile({ type: 'chunk', id: 'service-worker.ts', fileName: NAME });
    },
    generateBundle(_, bundle) {
      const worker = bundle[NAME];
      if (worker?.type !== 'chunk') throw new Error('The service worker was not built.');
      const files = [...filesOf(bundle), '/icon.svg', '/manifest.webmanifest'].sort();
      worker.code = worker.code.replace('["__FILES__"]', JSON.stringify(files).replaceAll("'", "\\'"));
      if (!worker.code.includes(files[0]!)) throw new Error('The service worker does not know its files.');
    },
  };
}

type Bundle = Rolldown.OutputBundle;

function filesOf(bundle: Bundle): string[] {
  const found = new Set<string>();
  const look = (name: string): void => {
    const chunk = bundle[name];
    if (found.has(`/${name}`) || !chunk) return;
    found.add(`/${name}`);
    if (chunk.type !== 'chunk') return;
    const { importedCss = [], importedAssets = [] } =
      (chunk as { viteMetadata?: { importedCss?: Set<string>; importedAssets?: Set<string> } }).viteMetadata ?? {};
    for (const next of [...chunk.imports, ...chunk.dynamicImports, ...importedCss, ...importedAssets]) look(next);
  };
  for (const [name, chunk] of Object.entries(bundle))
    if (chunk.type === 'chunk' && chunk.isEntry && /\/src\/web\/(main\.tsx|index\.html)$/.test(chunk.facadeModuleId ?? ''))
      look(name);
  return [...found];
}
