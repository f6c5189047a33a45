// A version of a report in the terms of commands and pages.
import type { LedgerRow } from '../../store/index.js';

export interface DescribedVersion {
  readonly id: number;
  readonly type: string;
  readonly date: string;
  readonly list: string;
  /** Whether its rows count. */
  readonly state: 'current' | 'superseded';
  readonly rows: number;
  readonly accepted: number;
  readonly duplicate: number;
  readonly quarantined: number;
  readonly unparsed: number;
  readonly bytes: number;
  readonly sha256: string;
  /** An ISO time; null if unknown. */
  readonly published_at: string | null;
  /** The version that replaced it; null for the current one. */
  readonly superseded_by: number | null;
  readonly flags: readonly string[];
  /** The data that retention removed; rows of earlier versions are removed in any case. */
  readonly expired: readonly ('events' | 'original')[];
}

export function describeVersion(row: LedgerRow): DescribedVersion {
  const { list, rows, accepted, duplicate, quarantined, unparsed, bytes, sha256, flags } = row;
  const isCurrent = row.state === 'live';
  return {
    ...{ id: row.load, type: row.report_type, date: row.report_date, list },
    state: isCurrent ? 'current' : 'superseded',
    ...{ rows, accepted, duplicate, quarantined, unparsed, bytes, sha256 },
    published_at: row.published_at ? new Date(row.published_at * 1000).toISOString() : null,
    superseded_by: isCurrent ? null : row.successor,
    flags,
    expired: [
      ...(isCurrent && row.events_state !== 'kept' ? ['events' as const] : []),
      ...(row.original_state !== 'kept' ? ['original' as const] : []),
    ],
  };
}
