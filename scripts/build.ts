// Builds dist: bundles the command line and its threads, so that a command reads a few files instead of hundreds.
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { build, type Metafile, type OutputFile } from 'esbuild';
import { programAnswers } from '../src/cli/manual/answers.js';
import { licencesOf } from './licences.js';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const DIST = path.join(ROOT, 'dist');
/**
 * Two levels below the package's root, as in src, because the program finds its catalogue and its version relative to
 * its files.
 */
const BUNDLE = path.join(DIST, 'cli');

/** The files that are started directly: the command line, and threads. */
const ENTRIES = ['src/cli/main.ts', 'src/pipeline/ingest/reader-thread.ts'];

/**
 * The packages that nearly every command loads, which are bundled with their dependencies. All others, such as the
 * engine and the packages of the service, are loaded from node_modules when needed. So is every CommonJS package that
 * the code imports dynamically, such as yaml: bundled, it would lose its named exports.
 */
const BUNDLED = ['@clickhouse/client', 'cli-table3', 'commander', 'ipaddr.js', 'string-width', 'zod'];

/** The packages that stay in node_modules. */
function external(): string[] {
  const { dependencies } = JSON.parse(readFileSync(path.join(ROOT, 'package.json'), 'utf8')) as {
    dependencies: Record<string, string>;
  };
  return Object.keys(dependencies).filter((name) => !BUNDLED.includes(name));
}

async function bundle(): Promise<{ outputFiles: OutputFile[]; metafile: Metafile }> {
  return build({
    absWorkingDir: ROOT,
    entryPoints: ENTRIES,
    outdir: BUNDLE,
    entryNames: '[name]',
    chunkNames: '[name]-[hash]',
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node20.19',
    external: external(),
    // Bundled packages in CommonJS load Node's own modules with `require`, which ES modules lack.
    banner: {
      js: "import { createRequire as requireFrom } from 'node:module'; const require = requireFrom(import.meta.url);",
    },
    sourcemap: 'linked',
    sourcesContent: false,
    legalComments: 'none',
    logLevel: 'warning',
    metafile: true,
    write: false,
  });
}

/** @throws Error if the bundle refers to a missing file beside itself, such as a thread */
function checkFilesBeside(outputs: readonly OutputFile[]): void {
  const built = new Set(outputs.map((output) => output.path));
  for (const { path: file, text } of outputs.filter((output) => output.path.endsWith('.js')))
    for (const [, relative] of text.matchAll(/new URL\(["'](\.{1,2}\/[^"']+)["'],\s*import\.meta\.url\)/g)) {
      const named = path.resolve(path.dirname(file), relative!);
      if (!built.has(named) && !existsSync(named))
        throw new Error(
          `${path.basename(file)} needs ${relative}, which does not exist: is an entry missing?`,
        );
    }
}

/**
 * Writes the files into dist and removes all others. The same sources give the same files, so a program that runs
 * from dist meanwhile still finds files that it has not loaded yet.
 */
function writeDist(files: ReadonlyMap<string, Uint8Array | string>): void {
  for (const [file, content] of files) {
    mkdirSync(path.dirname(file), { recursive: true });
    const aside = `${file}.${process.pid}`;
    writeFileSync(aside, content);
    renameSync(aside, file);
  }
  for (const entry of readdirSync(DIST, { recursive: true, withFileTypes: true })) {
    const file = path.join(entry.parentPath, entry.name);
    const isNeeded = entry.isDirectory()
      ? [...files.keys()].some((needed) => needed.startsWith(file + path.sep))
      : files.has(file);
    if (!isNeeded) rmSync(file, { recursive: true, force: true });
  }
}

const { outputFiles, metafile } = await bundle();
checkFilesBeside(outputFiles);
writeDist(
  new Map<string, Uint8Array | string>([
    ...outputFiles.map((output) => [output.path, output.contents] as const),
    [path.join(DIST, 'answers.json'), JSON.stringify(await programAnswers())],
    [path.join(DIST, 'LICENSES.txt'), licencesOf(Object.keys(metafile.inputs), ROOT)],
  ]),
);
