// The public entry of loading: turns archived reports into rows of the store, a batch at a time, all or nothing.
export { Loader, type LoaderOptions } from './loader.js';
export type { Arriving, LoadedReport, LoadRequest } from './pending-load.js';
