// The public entry of loading: archived reports become rows of the store, several at once and all or nothing.
export { Loader, type LoaderOptions } from './loader.js';
export type { LoadedReport, LoadRequest } from './pending-load.js';
