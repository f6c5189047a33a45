// The public entry of collecting: sources hand over report files, unpacked, or say why they cannot.
export type {
  ApiRequest,
  CallOptions,
  KeyInfo,
  ListAnswer,
  Listing,
  ListRequest,
  ReportsApi,
  Stat,
  StatsRequest,
  Validators,
} from './api/contract.js';
export { type CollectOptions, collectFiles } from './directory/collect.js';
export { type StreamOrigin, unpackStream } from './unpack/unpack-stream.js';
