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
  if (args.includes('serve')) boundMalloc();
  import('../dist/cli/main.js').then(({ main }) => main(args), unstartable);
}

/**
 * Each of malloc's arenas in glibc, up to eight per core, keeps freed memory for itself, so that a service that runs for
 * weeks holds more memory than it uses. Pieces above a threshold go back to the system when they are freed, but by default
 * each freed piece raises the threshold up to its own size, and then such pieces leave holes in the arenas. Both have to be
 * set before a process starts: where Node has `execve` (22.15 and later), the service replaces itself once; elsewhere its
 * environment can set them.
 */
function boundMalloc() {
  const bounds = {
    MALLOC_ARENA_MAX: '2',
    MALLOC_MMAP_THRESHOLD_: '262144',
    MALLOC_TRIM_THRESHOLD_: '262144',
  };
  if (process.platform !== 'linux' || !process.execve || 'MALLOC_ARENA_MAX' in process.env) return;
  const line = [process.execPath, ...process.execArgv, ...process.argv.slice(1)];
  process.execve(process.execPath, line, { ...bounds, ...process.env });
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
