// Opens what the pipeline works on: catalogue, archive and store of one data folder.
import path from 'node:path';
import { type Archive, openArchive } from '../archive/index.js';
import { type Catalogue, loadCatalogue, overrideFile } from '../catalogue/index.js';
import type { Settings } from '../config/index.js';
import { everything } from '../domain/everything.js';
import { finishOriginals } from '../retention/index.js';
import { type Guidance, type OperatorStore, openStore, type Store } from '../store/index.js';

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

/** Opens the workspace of the settings' data folder, and ends what a killed one began. The caller closes its store. */
export async function openWorkspace(settings: Settings, guidance: Guidance = 'refuse'): Promise<Workspace> {
  const store = await openStore({
    guidance,
    folder: settings.data_dir,
    url: settings.store_url,
    user: settings.store_user,
    password: settings.store_password,
    memoryLimitMib: settings.memory_limit_mib,
  });
  const workspace = workspaceOf(settings, store);
  try {
    await finishOriginals(workspace);
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
