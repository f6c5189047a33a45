// Follows a page of docs/development literally: writes the files and makes the changes that its code blocks show.
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/** A code block, with the file that the preceding text names: "In `src/a.ts`:". */
interface Block {
  readonly file: string;
  readonly language: string;
  readonly code: string;
}

/** Files that a page tells its reader to write or change, in the page's order. */
export function blocksOf(page: string): Block[] {
  let file = '';
  return [...page.matchAll(/In\s`([\w./-]+)`:$|^```(\w+)\n([\s\S]*?)^```$/gm)].flatMap((match) => {
    if (match[1] !== undefined) file = match[1];
    const [language, code] = [match[2], match[3]];
    const isStep =
      file !== '' && language !== undefined && !['sh', 'text', 'yaml', 'json'].includes(language);
    return isStep ? [{ file, language, code: code! }] : [];
  });
}

/** Applies a block in a copy of the project. @throws Error if a change does not fit exactly once */
export function follow({ file, language, code }: Block, folder: string): void {
  const target = path.join(folder, file);
  mkdirSync(path.dirname(target), { recursive: true });
  writeFileSync(target, language === 'diff' ? changed(readFileSync(target, 'utf8'), code, file) : code);
}

/** The text of a file after a change. @throws Error if the change does not fit exactly once */
export function changed(text: string, diff: string, file: string): string {
  const parts = text.split(side(diff, '-'));
  if (parts.length !== 2) throw new Error(`${file} has ${parts.length - 1} places for this change:\n${diff}`);
  return parts.join(side(diff, '+'));
}

/** Whether a reader who followed the page has already made a change. */
export function isMade(text: string, diff: string): boolean {
  return text.includes(side(diff, '+'));
}

/** The lines before a change (`-`) or after it (`+`). */
function side(diff: string, sign: '-' | '+'): string {
  const lines = diff.trimEnd().split('\n');
  return lines
    .filter((line) => line.startsWith(' ') || line.startsWith(sign))
    .map((line) => `${line.slice(1)}\n`)
    .join('');
}

/** The blocks of all pages of a project. */
export function developmentBlocks(root: string): Block[] {
  const pages = path.join(root, 'docs/development');
  return readdirSync(pages).flatMap((page) => blocksOf(readFileSync(path.join(pages, page), 'utf8')));
}
