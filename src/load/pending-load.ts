// Loads that are not visible yet, and pure functions that build their ledger entries.
import { type Catalogue, findingKeyOf } from '../catalogue/index.js';
import type { ReportIdentity } from '../domain/report.js';
import { isOfSha256 } from '../domain/row-digest.js';
import type { ReadResult, RelayMemory } from '../read/index.js';
import { type LedgerEntry, type LedgerRow, type Slice, sliceName } from '../store/index.js';
import { shrankSharply } from './shrunk.js';

/** A request to make an archived report the live version. */
export interface LoadRequest {
  readonly path: string;
  readonly report: ReportIdentity;
  readonly sha256: string;
  readonly bytes: number;
  /** Unix seconds, 0 = unknown. */
  readonly publishedAt: number;
  /** The original while it is still arriving: until then, `sha256` is empty and `bytes` is 0. */
  readonly arriving?: Arriving;
  /** The original's bytes, if it is small; otherwise the reader takes the original from the archive. */
  readonly content?: Buffer | undefined;
  /** Resolves when the reader can take the original from the archive; omitted = at once. */
  readonly inArchive?: Promise<void>;
}

/** An original that is read while it arrives. */
export interface Arriving {
  readonly relay: RelayMemory;
  /** Resolves when the original was received completely. */
  readonly stored: Promise<Pick<LoadRequest, 'sha256' | 'bytes'>>;
}

/** A completed request. `entry` is its ledger row; `same` = the live version has equal rows. */
export interface LoadedReport {
  readonly request: LoadRequest;
  readonly entry: LedgerEntry;
  readonly superseded: LedgerRow | undefined;
  readonly same: boolean;
}

/** A load that is not visible yet. */
export interface PendingLoad {
  /** Changes once, when an arriving original is complete. */
  request: LoadRequest;
  readonly load: number;
  /** The live version that this load replaces. */
  readonly superseded: LedgerRow | undefined;
  /** Set after the report was read. */
  result?: ReadResult;
}

/**
 * Whether the live version has the same rows. A version whose events retention removed may have only a digest of earlier
 * keys, and is compared by keys of the same hash.
 */
export function hasSameRows({ superseded, result }: PendingLoad): boolean {
  if (!superseded) return false;
  return superseded.digest === (isOfSha256(superseded.digest) ? result!.earlierDigest : result!.digest);
}

/** Whether the load repeats the live content on purpose. */
export function isReplay({ request, superseded }: PendingLoad): boolean {
  return superseded?.sha256 === request.sha256;
}

/**
 * The ledger's entry of a load.
 *
 * @param changedAt unix seconds
 */
export function entryOf(
  { request, load, superseded, result }: PendingLoad,
  state: LedgerEntry['state'],
  catalogue: Catalogue,
  changedAt: number,
): LedgerEntry {
  const shrunk = result && superseded && shrankSharply(result.rows, superseded.rows);
  return {
    load,
    state,
    report_type: request.report.type,
    report_date: request.report.date,
    list: request.report.list,
    sha256: request.sha256,
    digest: result?.digest ?? '',
    bytes: request.bytes,
    rows: result?.rows ?? 0,
    accepted: 0,
    duplicate: 0,
    quarantined: result?.quarantined ?? 0,
    unparsed: result?.unparsed ?? 0,
    header: result?.header ?? [],
    slots: result?.slots ?? [],
    published_at: request.publishedAt,
    changed_at: changedAt,
    successor: 0,
    flags: shrunk ? ['shrunk'] : [],
    finding_key: findingKeyOf(catalogue.describe(request.report.type), result?.header ?? []),
    events_state: 'kept',
    original_state: 'kept',
  };
}

/** The entry of a load with the same rows as the live version: all rows are duplicates. */
export function entryOfSame({ superseded }: PendingLoad): LedgerEntry {
  const { seq: _, ...row } = superseded!;
  return { ...row, accepted: 0, duplicate: row.rows, quarantined: 0 };
}

/** The entry of a live load that a successor replaces. @param changedAt unix seconds */
export function entryOfDead(row: LedgerRow | LedgerEntry, successor: number, changedAt: number): LedgerEntry {
  const { seq: _, ...entry } = row as LedgerRow;
  return { ...entry, state: 'dead', successor, changed_at: changedAt };
}

export function isReport(row: LedgerRow, report: ReportIdentity): boolean {
  return row.list === report.list && row.report_type === report.type && row.report_date === report.date;
}

/** The slices that requests belong to, each once. */
export function slicesOf(requests: readonly LoadRequest[]): Slice[] {
  return slicesOfRows(requests.map(({ report }) => ({ report_type: report.type, report_date: report.date })));
}

/** The slices that ledger rows belong to, each once. */
export function slicesOfRows(rows: readonly Slice[]): Slice[] {
  const slices = rows.map(({ report_type, report_date }) => ({ report_type, report_date }));
  return [...new Map(slices.map((slice) => [sliceName(slice), slice])).values()];
}
