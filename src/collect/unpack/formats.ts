// The supported archive formats, by the beginning of a file.
import type { Format } from './format.js';
import { gzip } from './gz.js';
import { rar } from './rar.js';
import { sevenZip } from './sevenzip.js';
import type { ArchiveKind } from './sniff.js';
import { tar } from './tar.js';
import { zip } from './zip.js';
import { zstd } from './zst.js';

export const FORMATS: Readonly<Record<ArchiveKind, Format>> = { gzip, zstd, zip, tar, '7z': sevenZip, rar };

/** Whether a format packs a single file, whose name is that of the archive. */
export function isWrapping(kind: ArchiveKind): boolean {
  return kind === 'gzip' || kind === 'zstd';
}
