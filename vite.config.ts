import path from 'node:path';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';
import { serviceWorker } from './scripts/service-worker-plugin.ts';

// Builds the pages for staff and those of the customers' portal into dist/web; `npx vite` serves them while one works on them, before a system that runs on 8080.

export default defineConfig({
  root: path.join(import.meta.dirname, 'src', 'web'),
  plugins: [react(), serviceWorker()],
  build: {
    outDir: path.join(import.meta.dirname, 'dist', 'web'),
    emptyOutDir: true,
    target: 'es2022',
    assetsInlineLimit: 0, // the policy of the page allows no data: addresses
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    rolldownOptions: {
      input: ['index.html', 'portal.html'].map((page) => path.join(import.meta.dirname, 'src', 'web', page)),
    },
  },
  server: { host: '127.0.0.1', proxy: { '/api': process.env['LVYUE_URL'] ?? 'http://127.0.0.1:8080' } },
});
