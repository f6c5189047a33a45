// Opens what the pipeline works on: catalogue, archive and store of one data folder.
import path from 'node:path';
import { type Archive, openArchive } from '../archive/index.js';
import { type Catalogue, loadCatalogue, overrideFile } from '../catalogue/index.js';
import type { Settings } from '../config/index.js';
import { everything } from '../domain/everything.js';
import { finishOriginals } from '../retention/index.js';
import {
  type Guidance,
  type OperatorStore,
  openStore,
  type Store,
  type StoreOptions,
} from '../store/index.js';

export interface Workspace {
  readonly settings: Settings;
  readonly catalogue: Catalogue;
  readonly archive: Archive;
  readonly store: Store;
  /** All rows: a person who may open the data folder is the operator. */
  readonly operator: OperatorStore;
  /** Where reports travel from the reader to the engine. */
  readonly segmentFolder: string;
}

/**
 * Opens the workspace of the settings' data folder, and ends what a killed one began; the caller closes its store. A
 * damaged store is left as it is: see `store.damage()`.
 */
export async function openWorkspace(settings: Settings, guidance: Guidance = 'refuse'): Promise<Workspace> {
  const store = await openStore({ guidance, ...storeOptionsOf(settings) });
  const workspace = workspaceOf(settings, store);
  try {
    if (store.damage().length === 0 && !store.isReadOnly) await finishOriginals(workspace);
  } catch (thrown) {
    await store.close();
    throw thrown;
  }
  return workspace;
}

/** The same workspace for what a person decides: it waits neither for loads nor for questions. */
export function forDecisions(workspace: Workspace): Workspace {
  return { ...workspace, operator: workspace.store.decisions(everything) };
}

/** How the settings say that the store is opened. */
export function storeOptionsOf(settings: Settings): StoreOptions {
  return {
    folder: settings.data_dir,
    url: settings.store_url,
    user: settings.store_user,
    password: settings.store_password,
    memoryLimitMib: settings.memory_limit_mib,
    questionSeconds: settings.question_seconds,
  };
}

/** A workspace around a store that is open already. */
export function workspaceOf(settings: Settings, store: Store): Workspace {
  return {
    settings,
    store,
    operator: store.as(everything),
    catalogue: loadCatalogue({ overrideFile: overrideFile(settings.data_dir) }),
    archive: openArchive(path.join(settings.data_dir, 'archive')),
    segmentFolder: path.join(settings.data_dir, 'segments'),
  };
}
