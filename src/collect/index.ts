// The public entry of collecting: sources hand over report files, unpacked, or say why they cannot.
export { type CollectApiOptions, collectApi } from './api/collect-api.js';
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
export { listedReport, listingPath } from './api/listing-path.js';
export { openReportsApi, type ReportsApiOptions } from './api/reports-api.js';
export { type CollectOptions, collectFiles } from './directory/collect.js';
export * from './mail/index.js';
export { type StreamOrigin, unpackStream } from './unpack/unpack-stream.js';
