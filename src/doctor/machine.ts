// Checks of the machine: Node, the configuration, the data folder, its disk and its lock, the catalogue.

import { constants, existsSync } from 'node:fs';
import { access, stat, statfs } from 'node:fs/promises';
import path from 'node:path';
import type { LoadedSettings } from '../config/index.js';
import { datePart } from '../domain/days.js';
import { count, counted } from '../text/index.js';
import { type Finding, ok, problem, warning } from './check.js';

/** The same version as in package.json. */
export const NODE_MINIMUM = '20.19';

export function nodeFinding(version: string): Finding {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const [leastMajor = 0, leastMinor = 0] = NODE_MINIMUM.split('.').map(Number);
  const isEnough = major > leastMajor || (major === leastMajor && minor >= leastMinor);
  return isEnough ? ok(version) : problem(`${version} is too old`, `Install Node ${NODE_MINIMUM} or newer`);
}

export function configurationFinding({ sources, settings, warnings }: LoadedSettings): Finding {
  const set = Object.values(sources).filter((source) => source !== 'default').length;
  const listed =
    settings.sources.length === 0 ? '' : `, ${counted(settings.sources.length, 'source')} listed`;
  const found = `${counted(set, 'option is', 'options are')} set${listed}`;
  if (warnings.length === 0) return ok(found);
  return warning(warnings.join('; '), '"sundial config" shows the origin of each value');
}

export async function folderFinding(folder: string): Promise<Finding> {
  const nearest = nearestExisting(folder);
  const stats = await stat(nearest);
  if (!stats.isDirectory())
    return problem(`${nearest} is not a folder`, 'Remove it, or name another folder with --data-dir');
  if (!(await canWrite(nearest)))
    return problem(
      `${nearest} cannot be written`,
      'Change its owner, or name another folder with --data-dir',
    );
  if (nearest !== folder) return ok(`${folder} does not exist yet and will be created`);
  if ((stats.mode & 0o077) === 0) return ok(folder);
  return warning(`other users of this machine can read ${folder}`, `chmod 700 '${folder}'`);
}

async function canWrite(folder: string): Promise<boolean> {
  return access(folder, constants.W_OK | constants.X_OK).then(
    () => true,
    () => false,
  );
}

/** The folder itself or the nearest existing one above it. */
function nearestExisting(folder: string): string {
  const above = path.dirname(folder);
  return existsSync(folder) || above === folder ? folder : nearestExisting(above);
}

const MIB = 1024 * 1024;
/** Enough for the unpacked reports of a day and the engine's merges. */
const LEAST_FREE_MIB = 1024;

export async function spaceFinding(folder: string): Promise<Finding> {
  const { bavail, bsize } = await statfs(nearestExisting(folder));
  const free = Math.floor((bavail * bsize) / MIB);
  const found = `${count(free)} MiB free`;
  return free >= LEAST_FREE_MIB ? ok(found) : warning(found, `Free space on the disk of ${folder}`);
}

/** Checks whether another process uses the data folder; a store on a server has no such lock. */
export async function lockFinding(folder: string): Promise<Finding> {
  const { lockHolder } = await import('../store/index.js');
  const holder = lockHolder(folder);
  if (!holder) return ok('not in use');
  const who = `process ${holder.pid} (sundial ${holder.command})`;
  if (holder.alive && holder.pid !== process.pid)
    return warning(
      `in use by ${who}`,
      'Run "sundial doctor" again when it has ended, to check the store as well',
    );
  return warning(`${who} ended without closing the store`, 'The next command cleans up after it');
}

/** The service runs this check itself. */
export function serviceFinding(): Finding {
  return ok(`running as process ${process.pid}, which holds the store`);
}

export async function catalogueFinding(folder: string): Promise<Finding> {
  const { loadCatalogue, overrideFile, readOverride } = await import('../catalogue/index.js');
  const file = overrideFile(folder);
  const types = loadCatalogue({ overrideFile: file }).types().length;
  const override = readOverride(file);
  const own = override ? `, with those of ${override.source} (${datePart(override.updated)})` : '';
  return ok(`${counted(types, 'type')}${own}`);
}
