// Finds the files of an embedded store by purpose: table definitions, and the folders of table parts.
import { createHash } from 'node:crypto';
import { type Dirent, readdirSync, readFileSync, readlinkSync } from 'node:fs';
import path from 'node:path';

/** The engine's folder within a data folder. */
export const ENGINE_FOLDER = 'engine';

/** Tables that a killed command leaves behind; they are removed at the next start. */
const SCRATCH = /^scratch_/;
/** The file that the engine writes once to each table's folder. */
const FORMAT = 'format_version.txt';

/** The folder of each table's parts, relative to the engine's folder, by table name. */
export function tableFolders(engine: string): Map<string, string> {
  const folders = new Map<string, string>();
  for (const { name: database } of entries(path.join(engine, 'data')))
    for (const entry of entries(path.join(engine, 'data', database)))
      if (entry.isSymbolicLink() && !SCRATCH.test(entry.name))
        folders.set(entry.name, linked(path.join(engine, 'data', database, entry.name)));
  return folders;
}

/**
 * The files that define the tables and their locations, relative to the engine's folder, each with a fingerprint of its
 * content: the SHA-256 of a file, or the target of a link.
 */
export function definitions(engine: string): Map<string, string> {
  const found = new Map<string, string>();
  const note = (file: string) => {
    const state = contentOf(path.join(engine, file));
    if (state !== undefined) found.set(file, state);
  };
  for (const { name } of entries(path.join(engine, 'metadata'))) {
    const link = path.join('metadata', name);
    note(link);
    for (const entry of entries(path.join(engine, link)))
      if (entry.name.endsWith('.sql') && !SCRATCH.test(entry.name))
        note(path.join(linked(path.join(engine, link)), entry.name));
  }
  for (const { name: database } of entries(path.join(engine, 'data')))
    for (const { name } of entries(path.join(engine, 'data', database)))
      if (!SCRATCH.test(name)) note(path.join('data', database, name));
  for (const folder of tableFolders(engine).values()) note(path.join(folder, FORMAT));
  return found;
}

/** The fingerprint of a file or link; undefined if it is missing or unreadable. */
export function contentOf(file: string): string | undefined {
  try {
    return `link ${linked(file)}`;
  } catch {
    // A file, or missing.
  }
  try {
    return createHash('sha256').update(readFileSync(file)).digest('hex');
  } catch {
    return undefined;
  }
}

/** A link's target relative to the engine's folder: some links are absolute, and the folder may have been moved. */
export function linked(link: string): string {
  const target = readlinkSync(link);
  return target.slice(Math.max(0, target.lastIndexOf('store/')));
}

function entries(folder: string): Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch {
    return [];
  }
}
