// Allows the engine to open a read-only store: the engine insists on writing beside the parts, so it gets a place to
// do so.
import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

/** A tree like the engine's, in which all large files are links. */
export interface Stand {
  readonly folder: string;
  remove(): void;
}

/**
 * Makes such a tree in the system's temporary folder. Everything that the engine writes there is lost, so nothing may
 * be stored. The engine never writes to existing files, and removing a link keeps the file.
 *
 * @param engine the engine's folder
 */
export function standFor(engine: string): Stand {
  const parent = mkdtempSync(path.join(tmpdir(), 'sundial-read-'));
  const folder = path.join(parent, 'engine');
  linkTree(engine, folder);
  return { folder, remove: () => rmSync(parent, { recursive: true, force: true }) };
}

function linkTree(from: string, to: string): void {
  mkdirSync(to, { recursive: true, mode: 0o700 });
  for (const entry of readdirSync(from, { withFileTypes: true })) {
    const source = path.join(from, entry.name);
    const target = path.join(to, entry.name);
    if (entry.isDirectory()) linkTree(source, target);
    else if (entry.isFile() && !isRewritten(entry.name)) symlinkSync(path.resolve(source), target);
    // Node 22 and later refuse to copy a link to a folder without `recursive`.
    else if (entry.isFile() || entry.isSymbolicLink())
      cpSync(source, target, { recursive: true, verbatimSymlinks: true });
  }
}

/** Definitions and the engine's own notes. */
const isRewritten = (name: string): boolean => name.endsWith('.sql') || name === 'status' || name === 'uuid';
