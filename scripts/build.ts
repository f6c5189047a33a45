// Builds dist: bundles the command line and its threads, so that a command reads a few files instead of hundreds, and the
// pages of the web application.
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { OutputFile } from 'esbuild';
import { programAnswers } from '../src/cli/manual/answers.js';
import { buildPages } from './build-pages.js';
import { bundle, READER_THREAD, ROOT } from './bundle.js';
import { licencesOf } from './licences.js';

const DIST = path.join(ROOT, 'dist');
/**
 * Two levels below the package's root, as in src, because the program finds its catalogue and its version relative to
 * its files.
 */
const BUNDLE = path.join(DIST, 'cli');

/** The files that are started directly: the command line, and threads. */
const ENTRIES = ['src/cli/main.ts', READER_THREAD];

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

/** The pages are static files, which the service reads. */
const PAGES = path.join(DIST, 'web');

const { outputFiles, metafile } = await bundle(ENTRIES, BUNDLE);
const pages = await buildPages();
checkFilesBeside(outputFiles);
writeDist(
  new Map<string, Uint8Array | string>([
    ...outputFiles.map((output) => [output.path, output.contents] as const),
    ...[...pages.files].map(([name, content]) => [path.join(PAGES, name), content] as const),
    [path.join(DIST, 'answers.json'), JSON.stringify(await programAnswers())],
    [path.join(DIST, 'LICENSES.txt'), licencesOf([...Object.keys(metafile.inputs), ...pages.inputs], ROOT)],
  ]),
);
