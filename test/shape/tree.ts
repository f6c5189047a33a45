// Reads the project's own files, so that all checks of its shape use the same set.
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

export const ROOT = path.join(import.meta.dirname, '..', '..');

export interface CodeFile {
  /** The path from the project's root, with forward slashes. */
  readonly path: string;
  readonly text: string;
}

const FOLDERS = ['src', 'test', 'bench', 'scripts', 'examples', 'web'];

/** Every TypeScript file of the project, or those below some of its folders. */
export function codeFiles(folders: readonly string[] = FOLDERS): CodeFile[] {
  return folders
    .flatMap(filesBelow)
    .filter((file) => /\.tsx?$/.test(file))
    .map((file) => ({ path: file, text: readFileSync(path.join(ROOT, file), 'utf8') }));
}

/** All files below a folder of the project, sorted. */
export function filesBelow(folder: string): string[] {
  return readdirSync(path.join(ROOT, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(ROOT, path.join(entry.parentPath, entry.name)).split(path.sep).join('/'))
    .sort();
}

/** Every Markdown file of the project: at its root, in docs, and beside the code. */
export function documents(): string[] {
  const inRoot = readdirSync(ROOT).filter((file) => file.endsWith('.md'));
  const below = ['docs', ...FOLDERS].flatMap(filesBelow).filter((file) => file.endsWith('.md'));
  return [...inRoot, ...below].filter((file) => !file.includes('/fixtures/'));
}
