// The query language's public entry: queries over the store for the command line, the API and the web application.

export {
  EventQueries,
  type EventQueriesOptions,
} from './answer/event-queries.js';
export type { FacetAnswer, ValueCounts } from './answer/facet.js';
export type { OverviewAnswer, OverviewRequest } from './answer/overview.js';
export { DEFAULT_FIELDS, type EventPage } from './answer/page.js';
export type { StatsAnswer, StatsBy } from './answer/statistics.js';
export { EventExport, type EventExportOptions, type ExportRequest } from './export/event-export.js';
export { valueName } from './export/export-files.js';
export { EXPORT_BY, EXPORT_FORMATS, type ExportBy, type ExportFormat } from './export/export-rows.js';
export type { ExportAnswer, ExportedFile, ExportTarget } from './export/file-export.js';
export { exportFindings, type FindingExportRequest } from './export/finding-export.js';
export {
  type ExportedReport,
  exportStix,
  type ReportFile,
  type StixExportAnswer,
  type StixExportContext,
  type StixExportRequest,
  type StixOptions,
} from './export/stix-export.js';
export { type MatchedReport, StixReportEvents } from './export/stix-report-events.js';
export {
  EventFeed,
  type FeedField,
  type FeedPart,
  type FeedRequest,
  type SliceEvents,
} from './feed/event-feed.js';
export { eventId } from './feed/event-id.js';
export type { FeedSubject } from './feed/feed-subject.js';
export type { EventPosition } from './feed/position.js';
export type { FeedEvent } from './feed/read-event.js';
export { FINDING_FIELDS } from './findings/finding-fields.js';
export {
  type FilterContext,
  type Reporting,
  readFindingFilter,
  readReporting,
  type WrittenFindingFilter,
} from './findings/finding-filter.js';
export { type FindingGroup, type FindingGrouping, findingGroups } from './findings/finding-groups.js';
export { readDays } from './language/days.js';
export type { FieldDocument } from './language/field.js';
export { API_FIELDS, documentedFields } from './language/fields.js';
export { requireList } from './language/lists.js';
export { readOperand } from './language/operand.js';
export { type Condition, parseQuery, type Query } from './language/query.js';
export { queryFieldsReference } from './language/reference.js';
export { reportsApiField } from './language/reports-api.js';
export { typesNamed } from './language/types.js';
export { addCondition, alternative, askedValues, conditionOf, withoutField } from './language/written.js';
export { OriginalReport } from './originals/original-report.js';
export { type DescribedVersion, describeVersion } from './reports/described-version.js';
export { type LearnedType, learnedType } from './reports/learned-type.js';
export { readReportSelection } from './reports/report-selection.js';
export { reportVersions } from './reports/report-versions.js';
export { findingWithId, requireFinding } from './subject/finding-id.js';
export { readSubjectPage, type SubjectPage, subjectFilter } from './subject/subject-page.js';
