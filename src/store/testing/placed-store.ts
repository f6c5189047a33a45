// Gives a test a store as a copy of one that the run has made before: an empty one, because creating all tables takes
// twice as long, or one with reports.
import { cpSync, existsSync, mkdirSync, mkdtempSync, renameSync, rmdirSync } from 'node:fs';
import path from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { inject } from 'vitest';
import { openStore } from '../open/open-store.js';

/** The folder in a data folder with all tables; a new store has nothing else that could be copied. */
const TABLES = 'engine';

/**
 * Makes the store that the first opening of an absent data folder would make; call when no store is open. The store is
 * created once per run and copied from then on. Tests of creating and migrating stores do without it.
 */
export async function placeEmptyStore(folder: string): Promise<void> {
  const empty = await keptStore('empty', createStore);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  copy(path.join(empty, TABLES), path.join(folder, TABLES));
}

/**
 * Copies a whole data folder, which `make` fills and returns if the run has none of that name yet; call when no store is
 * open. The folder of `make` is moved away.
 */
export async function placeStore(folder: string, name: string, make: () => Promise<string>): Promise<void> {
  copy(await keptStore(name, make), folder);
}

/** The engine links its tables by relative paths, which have to stay. */
function copy(from: string, to: string): void {
  cpSync(from, to, { recursive: true, verbatimSymlinks: true, preserveTimestamps: true });
}

/** How often a process looks whether another one has made a store. */
const LOOK_MS = 50;

/** The kept folder of that name, made unless another test process does so. */
async function keptStore(name: string, make: () => Promise<string>): Promise<string> {
  const kept = path.join(inject('keptStores'), name);
  const claim = `${kept}.claim`;
  while (!existsSync(kept)) {
    if (!claims(claim)) {
      await setTimeout(LOOK_MS);
      continue;
    }
    try {
      if (!existsSync(kept)) renameSync(await make(), kept);
    } finally {
      rmdirSync(claim);
    }
  }
  return kept;
}

/** Whether this process is the one that may make a store, which others then wait for. */
function claims(claim: string): boolean {
  try {
    mkdirSync(claim);
    return true;
  } catch (thrown) {
    if ((thrown as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw thrown;
  }
}

async function createStore(): Promise<string> {
  const folder = mkdtempSync(path.join(inject('keptStores'), 'new-'));
  const store = await openStore({ folder, url: '', user: '', password: '', memoryLimitMib: 512 });
  await store.close();
  return folder;
}
