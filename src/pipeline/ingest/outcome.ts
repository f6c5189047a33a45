// What became of each file handed over: the line that people and programs are shown.
import type { SundialError } from '../../domain/errors.js';
import type { ReportIdentity } from '../../domain/report.js';

/** Counts of one file: `rows` = accepted + duplicate + quarantined (DECISIONS A13). */
export interface FileCounts {
  readonly rows: number;
  readonly accepted: number;
  readonly duplicate: number;
  readonly quarantined: number;
  /** Values of typed columns that could not be read and stay text. */
  readonly unparsed: number;
}

/**
 * `loaded`: its rows are in the store; `known`: the store has this content already; `older`: a newer version is in
 * the store; `failed`: see the error.
 */
export interface FileOutcome extends FileCounts {
  readonly path: string;
  readonly report: ReportIdentity | undefined;
  readonly outcome: 'loaded' | 'known' | 'older' | 'failed';
  /** Set where this version took another one's place. */
  readonly supersedes: boolean;
  readonly notices: readonly string[];
  readonly error: SundialError | undefined;
  /** SHA-256 of the archived message that it came with. */
  readonly message?: string | undefined;
}

export const NO_ROWS: FileCounts = { rows: 0, accepted: 0, duplicate: 0, quarantined: 0, unparsed: 0 };

export function failedOutcome(
  path: string,
  error: SundialError,
  report?: ReportIdentity,
  message?: string,
): FileOutcome {
  return { ...NO_ROWS, path, report, outcome: 'failed', supersedes: false, notices: [], error, message };
}
