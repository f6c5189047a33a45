// Allows tests to start a worker thread from its TypeScript source, which Node cannot run, by bundling it when first
// needed.
import { createHash, randomUUID } from 'node:crypto';
import { mkdirSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { build, type Plugin, type Rolldown } from 'vite';

const ROOT = path.join(import.meta.dirname, '..', '..');
const SOURCE = path.join(ROOT, 'src') + path.sep;
/** A folder in the project, because bundles still import the packages of `node_modules`. */
const BUNDLES = path.join(ROOT, 'node_modules', '.cache', 'workers');
/** The expression by which a module refers to the worker beside it. */
const WORKER_URL = /new URL\('(\.\/[\w-]+)\.js', import\.meta\.url\)/;

/** Replaces the URL of a worker beside a source file by that of a bundle of its source. */
export function workersFromSource(): Plugin {
  return {
    name: 'workers-from-source',
    // Runs before TypeScript is stripped, which rewrites the code.
    enforce: 'pre',
    configureVitest({ experimental_defineCacheKeyGenerator: decideCaching }) {
      // The bundle's name depends on all files of the worker, not only on the file that starts the worker.
      decideCaching(({ sourceCode }) => (startsWorker(sourceCode) ? false : undefined));
    },
    async transform(code, id) {
      if (!id.startsWith(SOURCE) || !startsWorker(code)) return undefined;
      const found = WORKER_URL.exec(code);
      if (!found) throw new Error(`${id} starts a worker that is not named as ${WORKER_URL}`);
      const bundle = pathToFileURL(await bundleOf(`${path.join(path.dirname(id), found[1]!)}.ts`));
      return { code: code.replace(WORKER_URL, `new URL('${bundle.href}')`), map: null };
    },
  };
}

function startsWorker(code: string): boolean {
  return code.includes('new Worker(');
}

/** Bundles a module with all of its imports from `src`; returns the file, which is named after its content. */
async function bundleOf(module: string): Promise<string> {
  const { output } = (await build({
    root: ROOT,
    configFile: false,
    logLevel: 'warn',
    build: {
      ...{ ssr: module, target: 'node20', write: false },
      // Modules that the worker imports only when it needs them are part of the one file, too.
      rolldownOptions: { output: { codeSplitting: false } },
    },
  })) as Rolldown.RolldownOutput;
  const { code } = output[0];
  const file = path.join(BUNDLES, `${createHash('sha256').update(code).digest('hex').slice(0, 16)}.mjs`);
  mkdirSync(BUNDLES, { recursive: true });
  // Renamed into place, because several runs may write the same file.
  const written = `${file}.${randomUUID()}`;
  writeFileSync(written, code);
  renameSync(written, file);
  return file;
}
