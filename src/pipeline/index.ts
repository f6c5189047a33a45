// The pipeline's public entry: combines the stations for commands and for the service.
export { authorizeSource } from './authorize-source.js';
export { checkOutputs, checkSources, type SourceCheck } from './check-sources.js';
export { chosenEntries, chosenEntry, namedEntry, type SourceChoice } from './choose-sources.js';
export { type Cycle, type CycleOptions, hasUnreadSource, readEach, runCycle } from './cycle.js';
export { baselineDate, defaultDigestDate, settledDate } from './digest/digest-date.js';
export { type DigestHistory, digestHistory } from './digest/digest-history.js';
export { DIGEST_RUN, type DigestDone, digestJob, sendUnsent } from './digest/digest-job.js';
export { type DigestContext, type MakeRequest, type SavedDigest, saveDigest } from './digest/make-digest.js';
export { type DigestSent, type SendRequest, sendDigest } from './digest/send-digest.js';
export { type UndoneDigest, undoLatestDigest } from './digest/undo.js';
export { enrichAddresses, type Found } from './enrichment/look-up.js';
export {
  backfillEnrichment,
  type RefreshOptions,
  refreshEnrichment,
} from './enrichment/refresh.js';
export { type EnrichmentState, enrichmentStates } from './enrichment/states.js';
export { endings } from './expiry.js';
export { type IngestOptions, ingest } from './ingest/ingest.js';
export { openLoader } from './ingest/open-loader.js';
export type { FileCounts, FileOutcome } from './ingest/outcome.js';
export { addUp, type TakeInOptions, type TakenIn, takeIn, type Watch } from './ingest/take-in.js';
export { memoryOf } from './memory.js';
export { type FoundMessage, findMessage } from './message.js';
export {
  checkFreeSpace,
  type Migrated,
  type MigrationPlan,
  type MigrationWatch,
  migrateIdentities,
  migrateLayout,
  planMigration,
  readPlan,
  withoutOriginal,
} from './migration/migrate.js';
export type { IdentityPlan, Lost, Merge } from './migration/plan.js';
export { forgetRemovedOutput, type OpenedOutputs, openConfiguredOutputs } from './outputs.js';
export {
  namedSelection,
  type ReadOptions,
  type ReadWatch,
  readSource,
  type SourceRead,
  takeInReadings,
} from './read-source.js';
export { type Outdated, outdatedOriginals, type Recompressed, recompress } from './recompress.js';
export { followLeases, type ImportedLeases, type RegisterRequest } from './registers/import-leases.js';
export { takeInventory, takeLeases, WHOLE_INVENTORY } from './registers/registers.js';
export {
  type RenewedRegister,
  registerStates,
  renewedRegisters,
  renewRegisters,
} from './registers/renew.js';
export { type Repaired, repairStore } from './repair/repair.js';
export { type Loadable, requireOriginal } from './replay/expired.js';
export { replay } from './replay/replay.js';
export { type Replayed, type ReplayRun, runReplay } from './replay/run-replay.js';
export { reportOf, reportsToReplay, reportsToRetry, versionToRestore } from './replay/select.js';
export {
  closeSources,
  cycleRuns,
  namedSource,
  type OpenSource,
  openEach,
  openEntries,
  openSources,
  type SourceWorld,
  sourceEntries,
} from './sources.js';
export { runStages } from './stages/run-stages.js';
export type { ItemOutcome, StageItem, StageResult, StageWatch } from './stages/stage-result.js';
export { type StagesRequest, stagesFolder } from './stages/stage-run.js';
export { forEdits, openWorkspace, type Workspace, workspaceOf } from './workspace.js';
