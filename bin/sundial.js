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

if (!answer(args)) {
  if (args.includes('serve')) boundArenas();
  import('../dist/cli/main.js').then(({ main }) => main(args), unstartable);
}

/**
 * Each of malloc's arenas in glibc, up to eight per core, keeps freed memory for itself, so that a service that runs for
 * weeks holds more memory than it uses. Their number has to be set before a process starts: where Node has `execve` (22.15
 * and later), the service replaces itself once; elsewhere its environment can set it.
 */
function boundArenas() {
  const name = 'MALLOC_ARENA_MAX';
  if (process.platform !== 'linux' || !process.execve || name in process.env) return;
  const line = [process.execPath, ...process.execArgv, ...process.argv.slice(1)];
  process.execve(process.execPath, line, { ...process.env, [name]: '2' });
}

/** The program fails to load if too few files may be open at once, or if the installation is incomplete. */
function unstartable(error) {
  const advice =
    error.code === 'EMFILE' || error.code === 'ENFILE'
      ? 'the limit on open files is too low. Allow 1024 or more, for example with "ulimit -n 1024"'
      : `the program cannot be loaded (${error.message}). Run "npm ci" and "npm run build" again`;
  process.stderr.write(`error: ${advice}\n`);
  process.exitCode = 1;
}
