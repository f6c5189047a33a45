// Builds the pages of the web application into static files without anything from another host.
import { defineConfig } from 'vite';

export default defineConfig({
  root: import.meta.dirname,
  logLevel: 'warn',
  publicDir: false,
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  build: {
    // The features that all browsers have had for two and a half years.
    target: 'baseline-widely-available',
    // The policy of the pages permits no script in them, and no data in style sheets.
    modulePreload: false,
    assetsInlineLimit: 0,
    reportCompressedSize: false,
  },
});
