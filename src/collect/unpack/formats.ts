// The formats of archives that are read, by what a file begins with.
import type { Format } from './format.js';
import { gzip } from './gz.js';
import { rar } from './rar.js';
import { sevenZip } from './sevenzip.js';
import type { ArchiveKind } from './sniff.js';
import { tar } from './tar.js';
import { zip } from './zip.js';
import { zstd } from './zst.js';

export const FORMATS: Readonly<Record<ArchiveKind, Format>> = { gzip, zstd, zip, tar, '7z': sevenZip, rar };

/** Whether a format packs one file, which goes by the name of the packed one. */
export function isWrapping(kind: ArchiveKind): boolean {
  return kind === 'gzip' || kind === 'zstd';
}
