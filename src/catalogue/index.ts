// The catalogue's public entry: report types as data.
export { Catalogue, type CatalogueRequest, loadCatalogue } from './catalogue.js';
export { overrideFile } from './override.js';
export {
  type Cadence,
  type Family,
  GROUPS,
  type Group,
  type ReportType,
  SEVERITIES,
  type Severity,
  type SubjectColumn,
  type SubjectKind,
} from './report-type.js';
