// Where an original lies in the archive folder: ab/<sha256> raw or ab/<sha256>.br, unfinished files in incoming/.
import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { SundialError } from '../domain/errors.js';
import { syncFolder } from './durable.js';

/** Folder of files that are being written; whatever lies there after a kill is rubbish. */
export const INCOMING = 'incoming';
export const COMPRESSED = '.br';

const SHA256 = /^[0-9a-f]{64}$/;

/** The paths of one archive folder. */
export interface Layout {
  readonly folder: string;
  readonly incoming: string;
  /** Throws `original-missing` for anything that is not a sha256, so that no other text ever becomes a path. */
  raw(sha256: string): string;
  compressed(sha256: string): string;
  /** Whether the original is there in either form. */
  holds(sha256: string): boolean;
  /** Makes the folder that the original goes to, and returns it. */
  prepare(sha256: string): Promise<string>;
}

export function isSha256(text: string): boolean {
  return SHA256.test(text);
}

/** Lays an archive out in `folder`, which need not exist yet. */
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
    // Two synchronous look-ups take microseconds; a trip through the thread pool takes longer.
    holds: (sha256) => existsSync(compressed(sha256)) || existsSync(raw(sha256)),
    prepare: async (sha256) => {
      const target = path.dirname(raw(sha256));
      if (made.has(target)) return target;
      // A new folder is only durable once the folder above it is synced.
      if (await mkdir(target, { recursive: true, mode: 0o700 })) await syncFolder(folder);
      made.add(target);
      return target;
    },
  };
}
