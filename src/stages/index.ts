// The public entry of the stages' files: their ledger, processed files, and the trees by country and by service.
export { ENRICHED_COLUMNS, type Enrich, type EnrichedAddress } from './enriched.js';
export { type Ready, StageFiles } from './files.js';
export {
  type IngestMark,
  type Mark,
  type MessageRecord,
  type ProcessMark,
  type ReportRecord,
  StageLedger,
} from './ledger.js';
export { dayFolder, reportFileName, safeFileName } from './names.js';
export { type Processed, type ProcessRequest, processReport } from './process/process-report.js';
export { visitAddresses } from './process/report-addresses.js';
export { type Sorted, type SortRequest, sortReport, type Tree } from './trees/sort-report.js';
