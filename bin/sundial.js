#!/usr/bin/env node
// Starts the command line; the program itself is bundled from src/cli.
const { answer } = require('./answer.js');

// The engine works on the threads of this pool, of which Node has four, and so do files and names (ADR 5). Only before
// its first use can it be made larger, and loading a module is such a use: that is why this file is CommonJS, which
// bin/package.json says.
process.env.UV_THREADPOOL_SIZE ??= '16';

// Whatever is written, by the engine as well, is for its owner only: reports say where organisations can be attacked.
process.umask(0o077);

// Stack traces then name the sources; nothing else looks at them, and reading the maps takes time.
if (process.env.SUNDIAL_DEBUG) process.setSourceMapsEnabled(true);

const args = process.argv.slice(2);
if (!answer(args)) import('../dist/cli/main.js').then(({ main }) => main(args), unstartable);

/** What keeps the program from being loaded is the machine's: too few files at once, or an installation that is not whole. */
function unstartable(error) {
  const advice =
    error.code === 'EMFILE' || error.code === 'ENFILE'
      ? 'the limit on open files is too low. Allow 1024 or more, for example with "ulimit -n 1024"'
      : `the program cannot be loaded (${error.message}). Run "npm ci" and "npm run build" again`;
  process.stderr.write(`error: ${advice}\n`);
  process.exitCode = 1;
}
