// Opens the pipeline's workspace: the catalogue, archive and store of one data folder.
import path from 'node:path';
import { type Archive, DownloadIds, openArchive } from '../archive/index.js';
import { type Catalogue, loadCatalogue, overrideFile } from '../catalogue/index.js';
import type { Settings } from '../config/index.js';
import { everything } from '../domain/everything.js';
import { needsDownloadIds } from '../publish/index.js';
import { finishOriginals } from '../retention/index.js';
import {
  type Enrichment,
  type OperatorStore,
  openStore,
  type Store,
  type StoreOptions,
} from '../store/index.js';

export interface Workspace {
  readonly settings: Settings;
  readonly catalogue: Catalogue;
  readonly archive: Archive;
  /** The API's ids of reports, as far as outputs need them. */
  readonly downloadIds: DownloadIds;
  readonly store: Store;
  /** Access to all rows, because a person who may open the data folder is the operator. */
  readonly operator: OperatorStore;
  /** What the configured enrichers know. */
  readonly enrichment: Enrichment;
  /** The folder for files that pass rows from the reader to the engine. */
  readonly segmentFolder: string;
  /** Whether the service holds the store, so that work may be left for when it is idle. */
  readonly isServed: boolean;
}

/**
 * Opens the workspace of the configured data folder, and completes the work of a killed process; the caller closes the
 * store. A damaged store is left unchanged: see `store.damage()`.
 */
export async function openWorkspace(
  settings: Settings,
  opening: Pick<StoreOptions, 'guidance' | 'fillProgress' | 'isRepairing'> = {},
): Promise<Workspace> {
  const store = await openStore({ ...opening, ...storeOptionsOf(settings) });
  const workspace = workspaceOf(settings, store);
  try {
    if (store.damage().length === 0 && !store.isReadOnly) await finishOriginals(workspace);
  } catch (thrown) {
    await store.close();
    throw thrown;
  }
  return workspace;
}

/** The same workspace for a person's edits, which wait neither for loads nor for questions. */
export function forEdits(workspace: Workspace): Workspace {
  return { ...workspace, operator: workspace.store.edits(everything) };
}

/** The store's options from the settings. */
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

/** A workspace around an open store. @param isServed whether the service holds the store */
export function workspaceOf(settings: Settings, store: Store, isServed = false): Workspace {
  return {
    settings,
    store,
    operator: store.as(everything),
    enrichment: store.enrichment.of(settings.enrichers.map(({ name }) => name)),
    catalogue: loadCatalogue({ overrideFile: overrideFile(settings.data_dir) }),
    archive: openArchive(path.join(settings.data_dir, 'archive'), {
      compression: settings.archive_compression,
    }),
    downloadIds: new DownloadIds(path.join(settings.data_dir, 'download-ids'), needsDownloadIds(settings)),
    segmentFolder: path.join(settings.data_dir, 'segments'),
    isServed,
  };
}
