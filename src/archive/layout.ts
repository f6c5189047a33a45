// The layout of the archive folder: originals in ab/<sha256> (raw) or with .br or .zst, unfinished files in incoming/.
import { existsSync } from 'node:fs';
import path from 'node:path';
import { SundialError } from '../domain/errors.js';
import { FORMS, type Form } from './codecs.js';

/** Folder of files that are being written; its files are garbage after a kill. */
const INCOMING = 'incoming';

const ORIGINAL = /^([0-9a-f]{64})(\.br|\.zst)?$/;

/** The paths of one archive folder. */
export interface Layout {
  readonly folder: string;
  readonly incoming: string;
  /**
   * The file of an original in a form. @throws SundialError `original-missing` for any text that is not a SHA-256, so that
   * no other text becomes a path
   */
  file(sha256: string, form: Form): string;
  /** The forms in which the archive holds an original; several only after a kill. */
  forms(sha256: string): Form[];
  /** Whether the original exists in any form. */
  holds(sha256: string): boolean;
}

/** The original that a file of the archive holds; undefined for a file of another kind. */
export function originalOf(name: string): string | undefined {
  return ORIGINAL.exec(name)?.[1];
}

/** The layout of an archive in `folder`, which need not exist yet. */
export function layOut(folder: string): Layout {
  const file = (sha256: string, { suffix }: Form): string => {
    if (originalOf(sha256) !== sha256) throw new SundialError('original-missing', { sha256 });
    return path.join(folder, sha256.slice(0, 2), sha256 + suffix);
  };
  // Synchronous lookups take microseconds, less than a round trip through the thread pool.
  const isThere = (sha256: string) => (form: Form) => existsSync(file(sha256, form));
  return {
    folder,
    incoming: path.join(folder, INCOMING),
    file,
    forms: (sha256) => FORMS.filter(isThere(sha256)),
    holds: (sha256) => FORMS.some(isThere(sha256)),
  };
}
