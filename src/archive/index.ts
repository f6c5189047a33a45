// The public entry of the archive of originals.
export { type Archive, type Held, openArchive } from './archive.js';
export { asWriteError, Incoming, syncFolder } from './durable.js';
export type { Stored } from './put.js';
