// The query language's public entry: one way to ask the store, for the command line, the API and the web application.
export { readDays } from './days.js';
export { EventExport, type EventExportOptions, type ExportRequest } from './event-export.js';
export {
  EventQueries,
  type EventQueriesOptions,
  type StatsAnswer,
  type StatsBy,
} from './event-queries.js';
export { EXPORT_BY, EXPORT_FORMATS, type ExportBy, type ExportFormat } from './export-rows.js';
export type { FacetAnswer } from './facet.js';
export type { FieldDocument } from './field.js';
export { API_FIELDS, documentedFields } from './fields.js';
export type { ExportAnswer, ExportedFile, ExportTarget } from './file-export.js';
export { exportFindings, type FindingExportRequest } from './finding-export.js';
export {
  type FilterName,
  type Reporting,
  readFindingFilter,
  readReporting,
  type WrittenFindingFilter,
} from './findings/finding-filter.js';
export { DEFAULT_FIELDS, type EventPage } from './page.js';
export { type Condition, parseQuery, type Query } from './query.js';
export { queryFieldsReference } from './reference.js';
export { reportVersions } from './reports/report-versions.js';
export { findingWithId, requireFinding } from './subject/finding-id.js';
export { readSubjectPage, type SubjectPage, subjectFilter } from './subject/subject-page.js';
export { typesNamed } from './types.js';
