// The environment of an opened output, and the settings for all outputs.
import type { Catalogue } from '../catalogue/index.js';
import type { Clock } from '../domain/clock.js';
import type { OutputEntry } from '../domain/output-entry.js';
import type { ReportIdentity } from '../domain/report.js';
import type { Secret } from '../domain/secret.js';
import type { Pace } from '../net/index.js';

/** An output for some constituents, rows or markings must not send originals, which have all rows of a report. */
export function mayHaveOriginals({ constituents, filter, max_tlp }: OutputEntry['keys']): boolean {
  return constituents.length === 0 && filter.length === 0 && max_tlp === 'none';
}

export interface OutputContext {
  readonly clock: Clock;
  readonly env: Readonly<NodeJS.ProcessEnv>;
  /** Waits between attempts within a call; omitted = real time. The engine itself waits between batches. */
  readonly pace?: Pace;
  /** A folder of this output's own for unfinished work; it need not exist yet. */
  readonly folder: string;
  /**
   * The bytes of a report as it was delivered, by its SHA-256. They hold all rows, whatever an output is limited to;
   * omitted where outputs send nothing, as in checks.
   *
   * @throws SundialError `original-missing`, `original-damaged`, `original-codec`
   */
  readonly original?: (sha256: string) => AsyncIterable<Uint8Array>;
  /**
   * The API's id of a report's first version, if an output of the configuration needs ids (`needsDownloadIds`) and the
   * report came from the Reports API since then. The id opens the download of the whole report.
   *
   * @throws SundialError `download-ids-unreadable`
   */
  readonly downloadId?: (report: ReportIdentity) => Promise<Secret | undefined>;
  /** Titles, severities and links of report types. */
  readonly catalogue: Catalogue;
}
