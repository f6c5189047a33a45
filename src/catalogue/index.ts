// The catalogue's public entry: report types as data.
export { Catalogue, type CatalogueRequest, loadCatalogue } from './catalogue.js';
export {
  type CatalogueDiff,
  type Change,
  diffCatalogue,
  isEmptyDiff,
  overrideFor,
  type TypeChange,
} from './diff.js';
export { type Fetched, type FetchRequest, fetchPublished } from './fetch.js';
export { findingKeyOf } from './finding-key.js';
export { type Override, overrideFile, readOverride, removeOverride, writeOverride } from './override.js';
export type { PublishedType } from './published.js';
export {
  type Cadence,
  type Family,
  type FindingKey,
  GROUPS,
  type Group,
  type ReportType,
  type SubjectColumn,
  type SubjectForm,
} from './report-type.js';
