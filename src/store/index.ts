// The store's public entry.
export type { ChangeFeed } from './changes/changes.js';
export { API_CONSUMER, type Consumer, type Position } from './changes/consumers.js';
export type { LoadedVersion, SliceChange } from './changes/feed.js';
export { endLife } from './changes/life.js';
export { CveFacts, type CveList, cveFactsOf } from './cves/cve-facts.js';
export { exploitedOf, hasExploited, highestEpss } from './cves/cve-sql.js';
export type { BadPart } from './damage/check-parts.js';
export { damagedBefore } from './damage/damage.js';
export type { Frozen, IsKnownPart } from './damage/freeze.js';
export { forgetPatches, type Mended, mendDefinitions, mendParts, replaceEngine } from './damage/mend.js';
export { type Asking, askWith } from './engine/asking.js';
export type { NativeFile, Parameters } from './engine/engine.js';
export type { FileFormat } from './engine/file-writer.js';
export { lockFolder, lockHolder } from './engine/lock.js';
export type { OwnTables, TableReader } from './engine/own-tables.js';
export { isHalfRestored, RESTORING_FOLDER } from './engine/restoring.js';
export { BinaryRows } from './engine/row-binary.js';
export {
  dropSnapshot,
  hasSnapshot,
  restoreSnapshot,
  snapshotSchema,
  takeSnapshot,
} from './engine/snapshot.js';
export {
  type Enrichment,
  type EnrichmentAttempt,
  type EnrichmentTables,
  firstValues,
} from './enrichment/enrichment.js';
export type { FoundNetwork } from './enrichment/longest-networks.js';
export { type StoredNetwork, storedNetwork } from './enrichment/stored-network.js';
export type { Acceptance, EnrichmentVersion, VersionFacts, VersionWriter } from './enrichment/versions.js';
export { CELL_TEXTS, cellContains, columnsWith, rangeText } from './events/cell-texts.js';
export { inNetworks, parents, underNames } from './events/covering.js';
export type { CountProgress, Cutoffs, RemovableEvents } from './events/expiry.js';
export type { HeaderColumn, ReportHeader, StoreFacts } from './events/facts.js';
export { fedBy } from './events/fed-by.js';
export type { ListCondition } from './events/held-by.js';
export { once } from './events/once.js';
export type { QuarantinedRow } from './events/quarantine.js';
export {
  type DayTimes,
  headersByLoad,
  type LoadHeader,
  ofSlice,
  type ScopedEvents,
} from './events/scoped-events.js';
export {
  type Bound,
  type HostProperty,
  named,
  overlapping,
  SUBJECT_COLUMNS,
  type SubjectRow,
  subjectHost,
  subjectProperty,
  subjectText,
} from './events/subject.js';
export type {
  SubjectDay,
  SubjectEnrichment,
  SubjectEvent,
  SubjectHost,
  SubjectQuery,
  SubjectReport,
} from './events/subject-history.js';
export { isNetwork } from './events/tables.js';
export type { Figures, TableSize } from './figures/figures.js';
export { hasStore, type LedgerState, type ReportRows, type StoreHealth } from './figures/health.js';
export type { RemovableDays } from './findings/finding-cut.js';
export { amongIds, byId, SHOWN_ID } from './findings/finding-key.js';
export type { Finding, FindingFilter, FindingSource } from './findings/findings.js';
export { estimateSeconds, type LayoutDays, layoutDays } from './layout/layout-move.js';
export { holdersOf, NO_END } from './leases/lease-sql.js';
export type { Lease, LeaseImport, Leases } from './leases/leases.js';
export { LEASE_TABLES } from './leases/tables.js';
export { type Cadences, closedDays } from './ledger/absence.js';
export type { DeliveryRow } from './ledger/deliveries.js';
export {
  identityOf,
  type LedgerEntry,
  type LedgerFilter,
  type LedgerRow,
  type Slice,
  sliceName,
} from './ledger/ledger.js';
export { type EndedRun, type RunRow, type RunTotals, type ShownRun, shownRuns } from './ledger/runs.js';
export { ofList, subscriptionsByList } from './ledger/subscriptions.js';
export { openAsItIs, openStore } from './open/open-store.js';
export type { Store, StoreAsItIs, StoreOptions } from './open/store.js';
export type { SqlLimits, SqlResult } from './readonly/readonly-sql.js';
export type { Guidance } from './schema/migrations.js';
export type { ListRenames } from './schema/rename-lists.js';
export { READABLE_TABLES } from './schema/tables.js';
export type { OperatorStore, ScopedStore } from './scope/scoped-store.js';
export type { GatheredRows, RunOptions, ScopedFileWriter, ScopedStatements } from './scope/statements.js';
export type { VisibleSlice } from './slices/visible-slice.js';
export type { MessageMark, MessageReport, MessageRow } from './sources/messages.js';
export type { SourceItemRow } from './sources/source-items.js';
export { countedRows } from './sources/stated-rows.js';
export type { TextPlaces } from './texts/text-places.js';
