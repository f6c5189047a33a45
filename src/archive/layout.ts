// The layout of the archive folder: originals in ab/<sha256> (raw) or ab/<sha256>.br, unfinished files in incoming/.
import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { SundialError } from '../domain/errors.js';
import { syncFolder } from './durable.js';

/** Folder of files that are being written; its files are garbage after a kill. */
export const INCOMING = 'incoming';
export const COMPRESSED = '.br';

const SHA256 = /^[0-9a-f]{64}$/;

/** The paths of one archive folder. */
export interface Layout {
  readonly folder: string;
  readonly incoming: string;
  /** Throws `original-missing` for any text that is not a SHA-256, so that no other text becomes a path. */
  raw(sha256: string): string;
  compressed(sha256: string): string;
  /** Whether the original exists in either form. */
  holds(sha256: string): boolean;
  /** Creates the original's folder and returns its path. */
  prepare(sha256: string): Promise<string>;
}

export function isSha256(text: string): boolean {
  return SHA256.test(text);
}

/** The layout of an archive in `folder`, which need not exist yet. */
export function layOut(folder: string): Layout {
  const made = new Set<string>();
  const raw = (sha256: string): string => {
    if (!isSha256(sha256)) throw new SundialError('original-missing', { sha256 });
    return path.join(folder, sha256.slice(0, 2), sha256);
  };
  const compressed = (sha256: string): string => raw(sha256) + COMPRESSED;
  return {
    folder,
    incoming: path.join(folder, INCOMING),
    raw,
    compressed,
    // Two synchronous lookups take microseconds, less than a round trip through the thread pool.
    holds: (sha256) => existsSync(compressed(sha256)) || existsSync(raw(sha256)),
    prepare: async (sha256) => {
      const target = path.dirname(raw(sha256));
      if (made.has(target)) return target;
      // A new folder is durable only after its parent folder is synced.
      if (await mkdir(target, { recursive: true, mode: 0o700 })) await syncFolder(folder);
      made.add(target);
      return target;
    },
  };
}
