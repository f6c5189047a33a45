// The outcome of each delivered file, as shown to people and programs.
import type { Delivery } from '../../domain/delivery.js';
import type { SundialError } from '../../domain/errors.js';
import type { ReportIdentity } from '../../domain/report.js';
import type { LoadedReport } from '../../load/index.js';
import { identityOf, type LedgerRow } from '../../store/index.js';
import { differences } from './expected.js';

/** Counts of one file: `rows` = accepted + duplicate + quarantined (decisions.md#row-counts). */
export interface FileCounts {
  readonly rows: number;
  readonly accepted: number;
  readonly duplicate: number;
  readonly quarantined: number;
  /** Number of values of typed columns that could not be parsed and are kept as text. */
  readonly unparsed: number;
}

/**
 * `loaded`: the rows are in the store; `known`: the store has this content already; `older`: the store has a newer
 * version; `failed`: see the error.
 */
export interface FileOutcome extends FileCounts {
  readonly path: string;
  readonly report: ReportIdentity | undefined;
  readonly outcome: 'loaded' | 'known' | 'older' | 'failed';
  /** Whether this version replaced another one. */
  readonly supersedes: boolean;
  readonly notices: readonly string[];
  readonly error: SundialError | undefined;
  /** SHA-256 of the archived message that contained the file. */
  readonly message?: string | undefined;
}

const NO_ROWS: FileCounts = { rows: 0, accepted: 0, duplicate: 0, quarantined: 0, unparsed: 0 };

export function failedOutcome(
  path: string,
  error: SundialError,
  report?: ReportIdentity,
  message?: string,
): FileOutcome {
  return { ...NO_ROWS, path, report, outcome: 'failed', supersedes: false, notices: [], error, message };
}

/** The outcome of a file that was not loaded because its version or a newer one is live. */
export function unloadedOutcome(
  delivery: Delivery,
  live: LedgerRow,
  outcome: 'known' | 'older',
): FileOutcome {
  const counts = outcome === 'known' ? { ...NO_ROWS, rows: live.rows, duplicate: live.rows } : NO_ROWS;
  const notices =
    outcome === 'older'
      ? ['the store has a newer version; this one is kept in the archive']
      : [...expiredNotices(live), ...differences(delivery.expected, live.rows, live.bytes)];
  return {
    ...counts,
    path: delivery.path,
    report: identityOf(live),
    outcome,
    supersedes: false,
    notices,
    error: undefined,
    message: delivery.message,
  };
}

/** The outcome of a file that went through the loader. */
export function loadedOutcome(
  { request, entry, superseded, same }: LoadedReport,
  delivery: Delivery,
): FileOutcome {
  const notices = differences(delivery.expected, entry.rows, entry.bytes);
  if (same) notices.push('has the same rows as the version in the store', ...expiredNotices(superseded!));
  else if (superseded)
    notices.push(
      `replaces an earlier version of ${superseded.rows} ${superseded.rows === 1 ? 'row' : 'rows'}`,
    );
  if (entry.flags.includes('shrunk'))
    notices.push('has far fewer rows than before; "sundial reports restore" restores the earlier version');
  if (entry.rows === 0) notices.push('has a header but no rows');
  return {
    path: request.path,
    report: request.report,
    outcome: same ? 'known' : 'loaded',
    rows: entry.rows,
    accepted: entry.accepted,
    duplicate: entry.duplicate,
    quarantined: entry.quarantined,
    unparsed: entry.unparsed,
    supersedes: !same && superseded !== undefined,
    notices,
    error: undefined,
    message: delivery.message,
  };
}

/**
 * A notice that retention removed a report's events, which are not loaded again: otherwise each run over a folder of old
 * files would bring them back.
 */
function expiredNotices({ load, events_state }: LedgerRow): string[] {
  if (events_state === 'kept') return [];
  return [
    `retention removed its events; "sundial replay ${load}" brings them back until retention runs again`,
  ];
}
