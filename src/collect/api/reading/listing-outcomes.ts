// Tracks each listed report to its end: downloads in progress, outcomes, and stored rows.
import { type Clock, unixSeconds } from '../../../domain/clock.js';
import type { ListingRow } from '../../../domain/listing.js';
import type { ListingMemory } from '../../memory.js';
import type { DeliveryResult } from '../../source.js';
import type { Listing, Validators } from '../contract.js';
import { type Listed, newRow, remembered } from './plan.js';

/** The outcomes of listed reports. */
export interface ListingCounts {
  listed: number;
  /** Not downloaded, because the store has them. */
  known: number;
  /** Failed in an earlier run, and it is too early to try again. */
  waiting: number;
  /** Loaded for the first time. */
  new: number;
  /** Replaced an earlier version. */
  reissued: number;
  /** Arrived with a header but no rows. */
  empty: number;
  failed: number;
}

export class ListingOutcomes {
  readonly counts: ListingCounts = {
    ...{ listed: 0, known: 0, waiting: 0, new: 0 },
    ...{ reissued: 0, empty: 0, failed: 0 },
  };
  /** Downloads in progress, by the path of their outcome. */
  private readonly underway = new Map<string, Listed>();
  private readonly validators = new Map<Listing, Validators>();
  private changed: ListingRow[] = [];

  constructor(
    private readonly memory: ListingMemory,
    private readonly clock: Clock,
  ) {}

  /** Records a downloaded report, with the validators of its version. */
  downloaded(listing: Listing, validators: Validators): void {
    this.validators.set(listing, validators);
  }

  /** Records the path under which a listed report is about to be handed over. */
  handOver(path: string, listed: Listed): void {
    this.underway.set(path, listed);
  }

  /** Records reports that were compared with the server and found unchanged. */
  confirmed(listed: readonly Listed[]): void {
    for (const { listing, row } of listed)
      this.changed.push({ ...row!, id_hash: listing.idHash, checked_at: unixSeconds(this.clock()) });
  }

  decided(result: DeliveryResult): void {
    const listed = this.underway.get(result.path);
    if (!listed) return;
    this.underway.delete(result.path);
    // It was not stored, so it counts as never fetched.
    if (result.outcome === 'unselected') return;
    this.changed.push(this.rowAfter(result, listed));
    if (result.error) this.counts.failed++;
    else if (result.rows === 0) this.counts.empty++;
    else if (result.supersedes) this.counts.reissued++;
    else if (result.outcome === 'loaded') this.counts.new++;
    else this.counts.known++;
  }

  /** Writes the outcomes of listings; outcomes lost in a kill are restored by listing the reports again. */
  async flush(): Promise<void> {
    const rows = this.changed;
    this.changed = [];
    await this.memory.write(rows);
  }

  private rowAfter({ error, rows }: DeliveryResult, { listing, row }: Listed): ListingRow {
    const now = unixSeconds(this.clock());
    const before = { ...(row ?? newRow(listing)), id_hash: listing.idHash, changed_at: now };
    // Another report's failure ended the downloads, so the next run tries this one.
    if (error?.code === 'api-not-tried') return row ?? newRow(listing);
    if (error)
      return {
        ...before,
        state: 'failed',
        error_code: error.code,
        error: error.message,
        attempts: before.attempts + 1,
      };
    return {
      ...before,
      ...remembered(this.validators.get(listing) ?? {}),
      state: rows === 0 ? 'empty' : 'loaded',
      error_code: '',
      error: '',
      attempts: 0,
      checked_at: now,
    };
  }
}
