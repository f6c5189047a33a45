// Rebuilds the kernel; with --check, compares the existing one with its sources instead.
import { readFileSync, writeFileSync } from 'node:fs';
import { BUILT_FILE, builtModule } from './kernel.js';

const built = await builtModule();
if (!process.argv.includes('--check')) writeFileSync(BUILT_FILE, built);
else if (readFileSync(BUILT_FILE, 'utf8') !== built) {
  console.error(
    'src/read/kernel/built.ts does not match its sources: run npm run build:kernel and commit it',
  );
  process.exitCode = 1;
}
