// Decides for each listed report whether to fetch it, to compare it again, or to skip it (decisions.md#re-issues).

import { addDays } from '../../../domain/days.js';
import type { ListingRow } from '../../../domain/listing.js';
import type { Validators } from '../contract.js';

const HOUR = 3_600;
/** After the first failure; doubled with each further one, up to a day. */
const RETRY_SECONDS = 15 * 60;
const LONGEST_RETRY_SECONDS = 24 * HOUR;
/** Minimum time between two comparisons of a known report with the server. */
const CHECK_SECONDS = 24 * HOUR;

/** The inputs of a choice besides the listing itself. Times are unix seconds. */
export interface Grounds {
  readonly now: number;
  /** The date of today. */
  readonly today: string;
  /** Number of days for which known reports are compared with the server. */
  readonly recheckDays: number;
  /** Requested by a person: failed reports are tried again at once. */
  readonly impatient: boolean;
  /** Known reports are compared with the server, however old they are. */
  readonly thorough: boolean;
  /** The hash of the report's current id. */
  readonly idHash: string;
  /** When the publisher stated a number of rows that differs from the store; 0 = no difference. */
  readonly contradictedAt: number;
}

export type Choice = 'fetch' | 'compare' | 'wait' | 'known';

/**
 * The action for a listed report. `wait`: it failed a short while ago; `compare`: ask the server whether its content
 * has changed.
 */
export function choose(row: ListingRow | undefined, grounds: Grounds): Choice {
  if (!row) return 'fetch';
  if (row.state === 'failed' || row.state === 'listed') return isDue(row, grounds) ? 'fetch' : 'wait';
  if (row.id_hash !== grounds.idHash) return 'fetch';
  if (grounds.contradictedAt > row.checked_at) return 'fetch';
  const isRecent = row.report_date > addDays(grounds.today, -grounds.recheckDays);
  const isDueForCheck = grounds.now - row.checked_at >= CHECK_SECONDS;
  return grounds.thorough || (isRecent && isDueForCheck) ? 'compare' : 'known';
}

function isDue(row: ListingRow, { now, impatient }: Grounds): boolean {
  const wait = Math.min(LONGEST_RETRY_SECONDS, RETRY_SECONDS * 2 ** Math.max(0, row.attempts - 1));
  return impatient || row.attempts === 0 || now - row.changed_at >= wait;
}

/** Whether the server's validators differ from the stored ones, as far as both are known. */
export function hasChanged(row: ListingRow, { etag, lastModified, length }: Validators): boolean {
  if (etag && row.etag) return etag !== row.etag;
  if (lastModified && row.last_modified && lastModified !== row.last_modified) return true;
  return length !== undefined && row.bytes > 0 && length !== row.bytes;
}
