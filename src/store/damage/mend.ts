// Repairs the files of a store that no process has open: sets damaged parts aside and restores the copies.
import { cpSync, existsSync, mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs';
import path from 'node:path';
import { SundialError } from '../../domain/errors.js';
import { endLife } from '../changes/life.js';
import type { BadPart } from './check-parts.js';
import { Copies, DERIVED_TABLES } from './copies.js';
import { contentOf, ENGINE_FOLDER, tableFolders } from './engine-files.js';
import { covers, parsePartName } from './part-name.js';

/** The result of repairing the files of a store. */
export interface Mended {
  /** Restored table definitions. */
  readonly definitions: readonly string[];
  /** Parts that were moved to the folder `damaged`, as table/part. */
  readonly setAside: readonly string[];
  /** Parts that were restored from the copies. */
  readonly restored: readonly string[];
  /** Parts set aside whose rows are neither in the copies nor in the archive. */
  readonly lost: readonly string[];
}

const DAMAGED = 'damaged';

/** Parts of the tables from which the feed of changes is read. */
const FEED = /^(ledger|changes|change_rows|withdrawn_rows|consumers)\//;

/** Restores changed or missing table definitions, without which the engine does not open. */
export function mendDefinitions(dataFolder: string): string[] {
  const copies = new Copies(dataFolder);
  const engine = path.join(dataFolder, ENGINE_FOLDER);
  const changed = Object.entries(copies.state()?.definitions ?? {}).filter(
    ([file, state]) =>
      contentOf(path.join(engine, file)) !== state && contentOf(path.join(copies.tree, file)) === state,
  );
  for (const [file] of changed) bringBack(path.join(copies.tree, file), path.join(engine, file));
  return changed.map(([file]) => path.basename(file));
}

/**
 * Moves damaged parts out of the store and restores missing parts from the copies.
 *
 * @param bad parts that failed their check; parts that the engine itself has detached are moved as well
 */
export function mendParts(dataFolder: string, bad: readonly BadPart[]): Mended {
  const engine = path.join(dataFolder, ENGINE_FOLDER);
  const setAside: string[] = [];
  const restored: string[] = [];
  const lost: string[] = [];
  for (const [table, folder] of tableFolders(engine)) {
    const names = bad.filter((part) => part.table === table).map(({ part }) => part);
    const moved = moveAside(path.join(engine, folder), names, path.join(dataFolder, DAMAGED, table));
    setAside.push(...moved.map((name) => `${table}/${name}`));
    if (DERIVED_TABLES.includes(table)) continue;
    restored.push(...restoreParts(dataFolder, folder).map((name) => `${table}/${name}`));
    const present = foldersIn(path.join(engine, folder));
    lost.push(...moved.filter((name) => !isMadeUpFor(name, present)).map((name) => `${table}/${name}`));
  }
  // Positions in the feed of changes may lie beyond what the copies hold.
  if ([...setAside, ...restored].some((part) => FEED.test(part))) endLife(dataFolder);
  return { definitions: [], setAside, restored, lost };
}

/** Stops missing the patches that have disappeared, after all rows were compared with the ledger. */
export function forgetPatches(dataFolder: string): void {
  new Copies(dataFolder).forgetPatches();
}

/** Replaces an engine folder that cannot be opened with the copies; rows of reports have to be loaded again. */
export function replaceEngine(dataFolder: string): void {
  const copies = new Copies(dataFolder);
  const engine = path.join(dataFolder, ENGINE_FOLDER);
  if (!copies.state()) throw new SundialError('store-unrestorable', { folder: dataFolder });
  const aside = path.join(dataFolder, DAMAGED, ENGINE_FOLDER);
  mkdirSync(path.dirname(aside), { recursive: true, mode: 0o700 });
  rmSync(aside, { recursive: true, force: true });
  if (existsSync(engine)) renameSync(engine, aside);
  endLife(dataFolder);
  bringBack(copies.tree, engine);
}

function moveAside(tableFolder: string, names: readonly string[], target: string): string[] {
  const detached = path.join(tableFolder, 'detached');
  const going = [
    ...names.filter((name) => name !== '' && existsSync(path.join(tableFolder, name))),
    ...foldersIn(detached).map((name) => path.join('detached', name)),
  ];
  if (going.length > 0) mkdirSync(target, { recursive: true, mode: 0o700 });
  for (const name of going) {
    const to = path.join(target, path.basename(name));
    rmSync(to, { recursive: true, force: true });
    renameSync(path.join(tableFolder, name), to);
  }
  return going.map((name) => path.basename(name));
}

function restoreParts(dataFolder: string, folder: string): string[] {
  const tree = path.join(new Copies(dataFolder).tree, folder);
  const target = path.join(dataFolder, ENGINE_FOLDER, folder);
  const present = foldersIn(target);
  const missing = foldersIn(tree).filter((name) => !present.includes(name) && !isCovered(name, present));
  for (const name of missing) bringBack(path.join(tree, name), path.join(target, name));
  return missing;
}

function isCovered(name: string, present: readonly string[]): boolean {
  const wanted = parsePartName(name);
  return present.map(parsePartName).some((part) => part && wanted && covers(part, wanted));
}

/** Whether a present part covers the part that was set aside, so that no rows are lost. */
function isMadeUpFor(name: string, present: readonly string[]): boolean {
  const gone = parsePartName(name.replace(/^(broken-on-start|broken|unexpected|ignored)_/, ''));
  return present
    .map(parsePartName)
    .some((part) => part && gone && part.partition === gone.partition && part.last >= gone.last);
}

/** Copies under a temporary name and renames, so that a kill leaves no partial copy. The engine removes leftovers with such a name. */
function bringBack(from: string, to: string): void {
  const aside = path.join(path.dirname(to), `tmp_${path.basename(to)}`);
  mkdirSync(path.dirname(to), { recursive: true, mode: 0o700 });
  rmSync(aside, { recursive: true, force: true });
  cpSync(from, aside, { recursive: true, verbatimSymlinks: true });
  rmSync(to, { recursive: true, force: true });
  renameSync(aside, to);
}

function foldersIn(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && entry.name !== 'detached' && !entry.name.startsWith('tmp'))
    .map(({ name }) => name);
}
