// Keeps the store's state from before a migration: hard links to the engine's files, which the engine never rewrites.
import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { endLife } from '../changes/life.js';
import { Copies } from '../damage/copies.js';
import { linkTree } from './link-tree.js';

const ENGINE = 'engine';
const SNAPSHOTS = 'before-migration';
const UNDONE = 'engine.undone';

/** The paths of a data folder's snapshot. */
const places = (folder: string) => ({
  engine: path.join(folder, ENGINE),
  snapshot: path.join(folder, SNAPSHOTS, ENGINE),
  schema: path.join(folder, SNAPSHOTS, 'schema'),
  incomplete: path.join(folder, SNAPSHOTS, `${ENGINE}.incomplete`),
  undone: path.join(folder, UNDONE),
});

/** Whether a data folder holds a snapshot of a migration that is neither accepted nor undone. */
export function hasSnapshot(folder: string): boolean {
  return existsSync(places(folder).snapshot);
}

/**
 * Takes a snapshot of a store that no process has open. An existing snapshot stays, because it precedes an interrupted
 * migration. A kill leaves either no snapshot or a complete one.
 */
export function takeSnapshot(folder: string, found: number): void {
  const { engine, snapshot, incomplete, schema } = places(folder);
  if (hasSnapshot(folder)) return;
  rmSync(incomplete, { recursive: true, force: true });
  linkTree(engine, incomplete);
  writeFileSync(schema, String(found), { mode: 0o600 });
  renameSync(incomplete, snapshot);
}

/** The schema of the store in the snapshot; undefined if there is none, or an earlier Sundial took it. */
export function snapshotSchema(folder: string): number | undefined {
  const { schema } = places(folder);
  return hasSnapshot(folder) && existsSync(schema) ? Number(readFileSync(schema, 'utf8')) : undefined;
}

/** Replaces a store that no process has open with the snapshot. May be killed and called again. */
export function restoreSnapshot(folder: string): void {
  const { engine, snapshot, undone } = places(folder);
  // The copies belong to the store that is being replaced.
  new Copies(folder).drop();
  endLife(folder);
  if (existsSync(engine) && hasSnapshot(folder)) {
    rmSync(undone, { recursive: true, force: true });
    renameSync(engine, undone);
  }
  if (hasSnapshot(folder)) renameSync(snapshot, engine);
  dropSnapshot(folder);
}

/** Removes the snapshot and the remains of undoing a migration. */
export function dropSnapshot(folder: string): void {
  rmSync(path.join(folder, SNAPSHOTS), { recursive: true, force: true });
  rmSync(places(folder).undone, { recursive: true, force: true });
}

/** Whether restoring the snapshot was interrupted, so that there is no engine to open. */
export function isHalfUndone(folder: string): boolean {
  return hasSnapshot(folder) && !existsSync(places(folder).engine);
}
