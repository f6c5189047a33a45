// The supported archive formats, by the beginning of a file.
import type { Format } from './format.js';
import type { ArchiveKind } from './sniff.js';

export const FORMATS: Readonly<Record<ArchiveKind, Format>> = {
  gzip: loaded(async () => (await import('./gz.js')).gzip),
  zstd: loaded(async () => (await import('./zst.js')).zstd),
  zip: loaded(async () => (await import('./zip.js')).zip),
  tar: loaded(async () => (await import('./tar.js')).tar),
  '7z': loaded(async () => (await import('./sevenzip.js')).sevenZip),
  rar: loaded(async () => (await import('./rar.js')).rar),
};

/** Whether a format packs a single file, whose name is that of the archive. */
export function isWrapping(kind: ArchiveKind): boolean {
  return kind === 'gzip' || kind === 'zstd';
}

/** A format that is loaded, with its library, when the first archive of its kind is read. */
function loaded(load: () => Promise<Format>): Format {
  return async function* (archive, opening) {
    yield* (await load())(archive, opening);
  };
}
