// The public entry of loading: archived reports become rows of the store, several at once and all or nothing.
export { type LoadedReport, Loader, type LoaderOptions, type LoadRequest } from './loader.js';
