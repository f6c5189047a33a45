// The public entry of reading: turns the bytes of a report into typed rows in segment files that the engine can load.
export type { Cells } from './encode/cells.js';
export { keyNames, keyOfText } from './encode/event-key.js';
export type { Segment } from './encode/segment.js';
export { checkBeginning, readReport } from './read-report.js';
export type { ReadResult, RowSink } from './report-reader.js';
export type { OriginalJob } from './thread/messages.js';
export { Reader, type ReadOutcome } from './thread/reader.js';
export { type OpenOriginal, serveReader } from './thread/reader-thread.js';
export { Relay, type RelayMemory } from './thread/relay.js';
