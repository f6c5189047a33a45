// Freezes a store that is in use: hard links to all parts of one moment, beside copies of the definitions.
import { cpSync, lstatSync, mkdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import path from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { SundialError } from '../../domain/errors.js';
import type { Engine } from '../engine/engine.js';
import { linkTree } from '../engine/link-tree.js';
import { withoutMerges } from '../engine/merges.js';
import { activeParts } from './active-parts.js';
import { definitions, ENGINE_FOLDER, linked, tableFolders } from './engine-files.js';

/** The content of a store at one moment, which stays on the disk until it is dropped. */
export interface Frozen {
  /** A folder whose folder `engine` has the layout of the store's own. */
  readonly folder: string;
  /** Parts that were known already and were not linked, relative to the folder. */
  readonly known: readonly string[];
  drop(): void;
}

/**
 * Decides whether a part is already known.
 *
 * @param part its folder, relative to the data folder
 * @param checksums its file of checksums, which no other content has
 */
export type IsKnownPart = (part: string, checksums: Buffer) => boolean;

const FROZEN = 'frozen';
const CHECKSUMS = 'checksums.txt';
/**
 * Merges are held back, so only people's edits change parts meanwhile; each further attempt links the parts that an edit
 * wrote.
 */
const TRIES = 50;

/**
 * Freezes the store of a data folder. The engine's own FREEZE skips patches, which mark removed rows, so parts are
 * linked here, from a list that is the same before and after.
 *
 * @throws SundialError `store-restless` if the parts keep changing
 */
export async function freeze(engine: Engine, dataFolder: string, isKnown: IsKnownPart): Promise<Frozen> {
  dropFrozen(dataFolder);
  const folder = path.join(dataFolder, FROZEN);
  try {
    const known = await withoutMerges(engine, () => linkParts(engine, dataFolder, folder, isKnown));
    return { folder, known, drop: () => dropFrozen(dataFolder) };
  } catch (thrown) {
    dropFrozen(dataFolder);
    throw thrown;
  }
}

/** Removes frozen files, including those of a killed process. */
export function dropFrozen(dataFolder: string): void {
  rmSync(path.join(dataFolder, FROZEN), { recursive: true, force: true });
}

async function linkParts(
  engine: Engine,
  dataFolder: string,
  folder: string,
  isKnown: IsKnownPart,
): Promise<string[]> {
  /** Whether each part that was seen is already known. */
  const seen = new Map<string, boolean>();
  let parts = await partFolders(engine, dataFolder);
  for (let tries = 0; tries < TRIES; tries++) {
    copyDefinitions(path.join(dataFolder, ENGINE_FOLDER), path.join(folder, ENGINE_FOLDER));
    for (const part of parts.filter((each) => !seen.has(each))) {
      const isOld = linkPart(path.join(dataFolder, part), path.join(folder, part), (sums) =>
        isKnown(part, sums),
      );
      if (isOld !== undefined) seen.set(part, isOld);
      // A large store has some 10,000 parts, and the service answers other requests meanwhile.
      await setImmediate();
    }
    const after = await partFolders(engine, dataFolder);
    if (after.join('\n') === parts.join('\n') && parts.every((part) => seen.has(part))) {
      dropOthers(folder, [...seen.keys()], parts);
      return parts.filter((part) => seen.get(part));
    }
    parts = after;
  }
  throw new SundialError('store-restless', { folder: dataFolder });
}

async function partFolders(engine: Engine, dataFolder: string): Promise<string[]> {
  const folders = tableFolders(path.join(dataFolder, ENGINE_FOLDER));
  return (await activeParts(engine)).map(({ table, name }) => {
    const tableFolder = folders.get(table);
    if (tableFolder === undefined) throw new SundialError('store-restless', { folder: dataFolder });
    return path.join(ENGINE_FOLDER, tableFolder, name);
  });
}

/** Links a part unless it is known, and returns whether it is; undefined if the engine has just removed it. */
function linkPart(from: string, to: string, isKnown: (checksums: Buffer) => boolean): boolean | undefined {
  try {
    if (isKnown(readFileSync(path.join(from, CHECKSUMS)))) return true;
    // Files in a part are never rewritten, and a copy takes several times as long (4,000 parts: 27 s instead of 5).
    linkTree(from, to, () => true);
    return false;
  } catch (thrown) {
    if ((thrown as NodeJS.ErrnoException).code !== 'ENOENT') throw thrown;
    rmSync(to, { recursive: true, force: true });
    return undefined;
  }
}

function dropOthers(folder: string, seen: readonly string[], parts: readonly string[]): void {
  const wanted = new Set(parts);
  for (const part of seen)
    if (!wanted.has(part)) rmSync(path.join(folder, part), { recursive: true, force: true });
}

/** Copies definitions; links become relative, so that none of them leads back to this data folder. */
function copyDefinitions(engine: string, target: string): void {
  for (const file of definitions(engine).keys()) {
    const from = path.join(engine, file);
    const to = path.join(target, file);
    mkdirSync(path.dirname(to), { recursive: true, mode: 0o700 });
    rmSync(to, { force: true });
    if (lstatSync(from).isSymbolicLink()) symlinkSync(path.relative(path.dirname(file), linked(from)), to);
    else cpSync(from, to);
  }
}
