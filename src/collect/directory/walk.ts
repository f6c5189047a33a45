// Finds the files in a folder and the folders below it, in the same order on every system.
import type { Dirent, Stats } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { SundialError } from '../../domain/errors.js';
import { LIMITS } from '../../domain/limits.js';
import { readingFailure } from '../unpack/failure.js';
import { isReportLike, shownPath } from '../unpack/names.js';
import type { LeaveOut } from './own-data.js';

/** A file to read, or the error for an item that is not a readable file. */
export interface Found {
  /** The displayed path, not escaped yet. */
  readonly path: string;
  readonly error?: SundialError;
  readonly modifiedAt?: Date;
  readonly bytes?: number;
}

export interface WalkOptions {
  /** Selects files by name; omitted = all files, with refusals of those without a report's extension. */
  readonly wanted?: (name: string) => boolean;
  readonly isLeftOut?: LeaveOut | undefined;
}

/**
 * Yields the files below a folder in the byte order of their paths. Hidden and unfinished files are skipped. Links to
 * files are followed; links to folders are not, so that no loop can arise.
 *
 * @param real the folder on disk
 * @param shown the folder as the user wrote it
 */
export async function* walk(
  real: string,
  shown: string,
  options: WalkOptions = {},
  depth = 0,
): AsyncGenerator<Found> {
  if (options.isLeftOut?.(real, shown)) return;
  if (depth > LIMITS.folderDepth) {
    const problem = `it is more than ${LIMITS.folderDepth} folders deep`;
    yield { path: shown, error: new SundialError('file-unreadable', { file: shownPath(shown), problem }) };
    return;
  }
  let entries: Dirent[];
  try {
    entries = await readdir(real, { withFileTypes: true });
  } catch (error) {
    yield { path: shown, error: readingFailure(error, shownPath(shown)) };
    return;
  }
  const { wanted } = options;
  for (const entry of entries.filter(({ name }) => !isPassedOver(name)).sort(byPath)) {
    const inside = path.join(shown, entry.name);
    if (entry.isDirectory()) yield* walk(path.join(real, entry.name), inside, options, depth + 1);
    else if (wanted?.(entry.name) ?? true)
      yield* judge(entry, path.join(real, entry.name), inside, wanted ?? isReportLike);
  }
}

function isPassedOver(name: string): boolean {
  return name.startsWith('.') || /(~|\.part|\.tmp)$/i.test(name);
}

// A folder is sorted with a slash after its name, like the paths of its files.
function byPath(a: Dirent, b: Dirent): number {
  return Buffer.compare(sortKey(a), sortKey(b));
}

function sortKey(entry: Dirent): Buffer {
  return Buffer.from(entry.isDirectory() ? `${entry.name}/` : entry.name);
}

async function* judge(
  entry: Dirent,
  real: string,
  shown: string,
  isReport: (name: string) => boolean,
): AsyncGenerator<Found> {
  let status: Stats;
  try {
    status = await stat(real);
  } catch (error) {
    yield { path: shown, error: readingFailure(error, shownPath(shown)) };
    return;
  }
  if (status.isDirectory()) return;
  const file = shownPath(shown);
  const at = { path: shown, modifiedAt: status.mtime, bytes: status.size };
  if (!status.isFile()) {
    yield {
      ...at,
      error: new SundialError('file-unreadable', { file, problem: 'it is not a regular file' }),
    };
  } else if (!isReport(entry.name)) {
    const problem = 'does not have the extension of a report';
    yield { ...at, error: new SundialError('file-not-a-report', { file, problem }) };
  } else yield at;
}
