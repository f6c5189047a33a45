#!/usr/bin/env node
// Starts the command line; the program itself is bundled from src/cli.
const { answer } = require('./answer.js');

// The engine uses the threads of this pool, of which Node has four, and so do files and name look-ups (ADR 5). The pool
// can be enlarged only before its first use, and loading an ES module is such a use. Therefore this file is CommonJS, as
// declared in bin/package.json.
process.env.UV_THREADPOOL_SIZE ??= '16';

// All files, including those of the engine, are accessible only to their owner, because reports show where
// organisations can be attacked.
process.umask(0o077);

// Stack traces then name the sources; nothing else uses the source maps, and reading them takes time.
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
