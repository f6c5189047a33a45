// The public entry of loading: ingest what a source hands over, or load archived reports.

export { type IngestOptions, ingest } from './ingest.js';
export { type LoadedReport, Loader, type LoaderOptions, type LoadRequest } from './loader.js';
export type { FileCounts, FileOutcome } from './outcome.js';
export { replay } from './replay.js';
