// Puts the checks in order: first the requirements of every command, then the data folder and its content.
import path from 'node:path';
import type { LoadedSettings, Settings } from '../config/index.js';
import type { Everything } from '../domain/scope.js';
import type { Store } from '../store/index.js';
import { type Check, check } from './check.js';
import {
  catalogueFinding,
  configurationFinding,
  folderFinding,
  lockFinding,
  nodeFinding,
  serviceFinding,
  spaceFinding,
} from './machine.js';
import type { OutputMarkings } from './markings.js';
import type { NamedConstituents } from './stored.js';

/**
 * Checks Node and the configuration.
 *
 * @param load loads the settings; any error that it throws is the result
 * @returns `loaded` only if the settings are valid, because nothing else can be checked without them
 */
export async function checkSettings(
  load: () => Promise<LoadedSettings>,
): Promise<{ readonly checks: readonly Check[]; readonly loaded?: LoadedSettings }> {
  const node = await check('node', () => nodeFinding(process.versions.node));
  let loaded: LoadedSettings | undefined;
  const configuration = await check('configuration', async () => {
    loaded = await load();
    return configurationFinding(loaded);
  });
  return { checks: [node, configuration], ...(loaded && { loaded }) };
}

export interface StoredOptions {
  /** The open store, if this process holds it. */
  readonly held?: Store | undefined;
  /** Constituents that have to exist. */
  readonly named: readonly NamedConstituents[];
  readonly markings: readonly OutputMarkings[];
  /** Unix seconds. */
  readonly now: number;
}

/** Checks the data folder and the stored data without changing anything. */
export async function checkDataFolder(
  settings: Settings,
  scope: Everything,
  options: StoredOptions,
): Promise<readonly Check[]> {
  const { data_dir: folder } = settings;
  return [
    await check('data folder', () => folderFinding(folder)),
    await check('disk', () => spaceFinding(folder)),
    await check('catalogue', () => catalogueFinding(folder)),
    ...(await storedChecks(settings, scope, options)),
  ];
}

/** The engine is loaded only here, so that the checks above also run without it. */
async function storedChecks(
  settings: Settings,
  scope: Everything,
  { held, named, markings, now }: StoredOptions,
): Promise<Check[]> {
  const [stored, { openArchive }] = await Promise.all([import('./stored.js'), import('../archive/index.js')]);
  const archive = openArchive(path.join(settings.data_dir, 'archive'), {
    compression: settings.archive_compression,
  });
  const originals = await check('archive', () => stored.archiveFinding(archive, settings));
  const context = { archive, settings, named, markings, now };
  if (held) {
    const { health, tables } = held.as(scope);
    return [
      originals,
      await check('service', () => serviceFinding()),
      ...(await stored.contentChecks({ health, tables, damage: held.damage() }, context)),
    ];
  }
  const isEmbedded = settings.store_url === '';
  return [
    originals,
    ...(isEmbedded ? [await check('lock', () => lockFinding(settings.data_dir))] : []),
    ...(isEmbedded ? [await check('engine', () => stored.engineFinding(settings, scope))] : []),
    ...(await stored.storeChecks(context, scope)),
  ];
}
