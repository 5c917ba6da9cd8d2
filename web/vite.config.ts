import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vite';

/** The page is built to dist/web, from where the router serves it. */
export default defineConfig({
  root: fileURLToPath(new URL('.', import.meta.url)),
  base: '/',
  cacheDir: '../.cache/vite',
  esbuild: { jsx: 'automatic', jsxImportSource: 'preact' },
  build: {
    outDir: '../dist/web',
    emptyOutDir: true,
    // Browsers of the last years, those of wall displays and old phones included.
    target: ['chrome107', 'firefox105', 'safari16'],
    // A strict Content-Security-Policy knows no scripts and styles in the document, and no data: in fonts.
    modulePreload: { polyfill: false },
    assetsInlineLimit: 0,
    reportCompressedSize: false,
  },
  // Not all of /api: the page has a folder of that name.
  server: { proxy: { '/api/v1/': process.env['KAZSTREAMLINK_URL'] ?? 'http://127.0.0.1:8501' } },
});
