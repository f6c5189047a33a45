// Exports the events that match a query as STIX bundles: one file with all objects, or a folder with a file for each bundle.
import type { Catalogue } from '../../catalogue/index.js';
import type { Clock } from '../../domain/clock.js';
import { reportFileStem } from '../../domain/report.js';
import {
  type ReadEvents,
  type StixOptions,
  type StixOriginal,
  StixReport,
  type StixReportFacts,
  type StixTally,
} from '../../mapping/index.js';
import type { RunOptions, ScopedStore } from '../../store/index.js';
import type { Query } from '../language/query.js';
import { refuseParts } from './event-export.js';
import { bundleFiles } from './stix-files.js';
import { type MatchedReport, StixReportEvents } from './stix-report-events.js';

/** The choices of an export in STIX. */
export type { StixOptions } from '../../mapping/index.js';

/** What is known of a report's file; only the operator may have the original, which has the events of everyone. */
export interface ReportFile {
  /** An instant: when the version was published, or loaded if that is unknown. */
  readonly versionAt: string;
  readonly original?: Omit<StixOriginal, 'name'> | undefined;
  /** The API's id of the report, for names of the connector; undefined if it is not known. */
  readonly connector?: () => Promise<StixReportFacts['connector']>;
}

export interface StixExportRequest {
  readonly query: Query;
  /** A name that ends with `.json` is a file with all objects; any other is a folder with a file for each bundle. */
  readonly output: string;
  readonly force?: boolean;
  readonly options: StixOptions;
  /** What is known of the reports in these loads. */
  readonly filesOf: (loads: readonly number[]) => Promise<ReadonlyMap<number, ReportFile>>;
}

/** One report of an export. */
export interface ExportedReport extends Pick<MatchedReport, 'type' | 'date' | 'list'> {
  /** The id of its report object. */
  readonly id: string;
  readonly bundles: number;
  readonly tally: StixTally;
  /** Whether it has the name of the connector. */
  readonly isConnectors: boolean;
}

export interface StixExportAnswer {
  readonly reports: readonly ExportedReport[];
  /** The files that were written. */
  readonly files: readonly string[];
  readonly rows: number;
  readonly bytes: number;
}

/** What an export needs besides the request. */
export interface StixExportContext {
  readonly store: ScopedStore;
  readonly catalogue: Catalogue;
  readonly clock: Clock;
}

/**
 * Writes the reports with events that match, with those events. Files appear when all of them are complete.
 *
 * @throws SundialError `export-exists`, `export-unwritable`, `export-count-mismatch`, `query-too-large`, those of a query and
 *   of reading an original
 */
export async function exportStix(
  context: StixExportContext,
  request: StixExportRequest,
  run: RunOptions = {},
): Promise<StixExportAnswer> {
  const { store, catalogue, clock } = context;
  refuseParts(request.query);
  const events = new StixReportEvents(store, catalogue, clock, request.query, run);
  const matched = await events.reports();
  if (matched.length === 0) return { reports: [], files: [], rows: 0, bytes: 0 };
  const files = await request.filesOf(matched.map(({ load }) => load));
  const writing = await bundleFiles(request.output, request.force === true);
  try {
    const reports: ExportedReport[] = [];
    for (const report of matched) {
      const file = files.get(report.load);
      const connector = await file?.connector?.();
      const stix = stixOf(report, { ...file, connector }, context, request.options, () => events.of(report));
      let bundles = 0;
      for await (const bundle of stix.bundles()) await writing.add(bundle, reportFileStem(report), ++bundles);
      const { type, date, list } = report;
      const isConnectors = connector !== undefined;
      reports.push({ type, date, list, id: stix.id, bundles, tally: stix.tally, isConnectors });
    }
    const rows = reports.reduce((sum, { tally }) => sum + tally.rows, 0);
    return { reports, rows, ...(await writing.publish()) };
  } finally {
    await writing.discard();
  }
}

function stixOf(
  report: MatchedReport,
  file: Partial<Omit<ReportFile, 'connector'>> & Pick<StixReportFacts, 'connector'>,
  { catalogue }: StixExportContext,
  options: StixOptions,
  read: ReadEvents,
): StixReport {
  const { type, date, list } = report;
  const original = file.original && { ...file.original, name: `${reportFileStem(report)}.csv` };
  const facts = {
    type,
    date,
    list,
    page: catalogue.find(type)?.link ?? '',
    original,
    connector: file.connector,
  };
  return new StixReport({ ...facts, versionAt: file.versionAt ?? `${date}T00:00:00.000Z` }, options, read);
}
