// Gives a test a new store as a copy of an empty one, because creating all tables takes twice as long.
import { cpSync, existsSync, mkdirSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import path from 'node:path';
import { inject } from 'vitest';
import { openStore } from '../open/open-store.js';

/** The folder in a data folder with all tables; a new store has nothing else that could be copied. */
const TABLES = 'engine';

/**
 * Makes the store that the first opening of an absent data folder would make; call when no store is open. The store is
 * created once per run and copied from then on. Tests of creating and migrating stores do without it.
 */
export async function placeEmptyStore(folder: string): Promise<void> {
  const empty = path.join(inject('emptyStores'), 'empty');
  if (!existsSync(empty)) await createStore(empty);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  // The engine links its tables by relative paths, which have to stay.
  cpSync(path.join(empty, TABLES), path.join(folder, TABLES), { recursive: true, verbatimSymlinks: true });
}

/** Creates a store in `folder`, unless another test process is faster. */
async function createStore(folder: string): Promise<void> {
  const unfinished = mkdtempSync(`${folder}-`);
  const store = await openStore({ folder: unfinished, url: '', user: '', password: '', memoryLimitMib: 512 });
  await store.close();
  try {
    renameSync(unfinished, folder);
  } catch (thrown) {
    if (!existsSync(folder)) throw thrown;
    rmSync(unfinished, { recursive: true });
  }
}
