// Opens the catalogue for commands that do not need the store.

import type { Catalogue } from '../../catalogue/index.js';
import type { CliContext } from './context.js';
import type { GlobalOptions } from './global-options.js';

/** The catalogue with its local override, for the data folder given by the options. */
export async function openCatalogue(
  options: GlobalOptions,
  context: CliContext,
): Promise<{ catalogue: Catalogue; overrideFile: string }> {
  const { loadCatalogue } = await import('../../catalogue/index.js');
  const file = await locateOverride(options, context);
  return { catalogue: loadCatalogue({ overrideFile: file }), overrideFile: file };
}

/** The file of the local override. */
export async function locateOverride(options: GlobalOptions, context: CliContext): Promise<string> {
  const [{ overrideFile }, { loadSettings }] = await Promise.all([
    import('../../catalogue/index.js'),
    import('../../config/index.js'),
  ]);
  const { settings } = await loadSettings({ flags: { ...options }, env: context.env, cwd: context.cwd });
  return overrideFile(settings.data_dir);
}
