// The public entry of the archive of originals.
export { type Archive, type ArchiveOptions, type Held, openArchive } from './archive.js';
export { type Compression, ZSTD } from './codecs.js';
export { DownloadIds, type ReportId } from './download-ids.js';
export { asWriteError, Incoming } from './durable.js';
export type { Stored } from './staging.js';
