// Opens what most commands need: settings, catalogue, archive and store, and closes the store afterwards.
import path from 'node:path';
import type { Archive } from '../archive/index.js';
import type { Catalogue } from '../catalogue/index.js';
import type { Settings } from '../config/index.js';
import type { Store } from '../store/index.js';
import type { CliContext } from './context.js';

export interface Workspace {
  readonly settings: Settings;
  readonly catalogue: Catalogue;
  readonly archive: Archive;
  readonly store: Store;
  /** Where reports travel from the reader to the engine. */
  readonly segmentFolder: string;
}

/** Loads the settings and shows their warnings. @throws SundialError for anything wrong in them */
export async function loadShownSettings(
  options: Record<string, unknown>,
  context: CliContext,
): Promise<Settings> {
  const { loadSettings } = await import('../config/index.js');
  const { settings, warnings } = await loadSettings({ flags: options, env: context.env, cwd: context.cwd });
  for (const warning of warnings) context.note(`warning: ${warning}`);
  return settings;
}

/** Runs `work` with an open workspace. @throws SundialError whatever opening or the work throws */
export async function withWorkspace<T>(
  options: Record<string, unknown>,
  context: CliContext,
  work: (workspace: Workspace) => Promise<T>,
): Promise<T> {
  const settings = await loadShownSettings(options, context);
  const [{ openStore }, { openArchive }, { loadCatalogue, overrideFile }] = await Promise.all([
    import('../store/index.js'),
    import('../archive/index.js'),
    import('../catalogue/index.js'),
  ]);
  const store = await openStore({
    folder: settings.data_dir,
    url: settings.store_url,
    user: settings.store_user,
    password: settings.store_password,
    memoryLimitMib: settings.memory_limit_mib,
  });
  try {
    return await work({
      settings,
      store,
      catalogue: loadCatalogue({ overrideFile: overrideFile(settings.data_dir) }),
      archive: openArchive(path.join(settings.data_dir, 'archive')),
      segmentFolder: path.join(settings.data_dir, 'segments'),
    });
  } finally {
    await store.close();
  }
}
