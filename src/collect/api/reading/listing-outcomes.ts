// Follows each listed report to its end: what is under way, what became of it, and the row that is kept of it.
import { type Clock, unixSeconds } from '../../../domain/clock.js';
import type { ListingRow } from '../../../domain/listing.js';
import type { ListingMemory } from '../../memory.js';
import type { Decision } from '../../source.js';
import type { Listing, Validators } from '../contract.js';
import { type Listed, newRow, remembered } from './plan.js';

/** What became of listed reports. */
export interface ListingCounts {
  listed: number;
  /** Not downloaded, because the store has them. */
  known: number;
  /** Failed in an earlier run, and it is too early to try again. */
  waiting: number;
  /** Loaded for the first time. */
  new: number;
  /** Took the place of an earlier version. */
  reissued: number;
  /** Came with a header and no rows. */
  empty: number;
  failed: number;
}

export class ListingOutcomes {
  readonly counts: ListingCounts = {
    ...{ listed: 0, known: 0, waiting: 0, new: 0 },
    ...{ reissued: 0, empty: 0, failed: 0 },
  };
  /** What is being downloaded, by the path that its outcome will name. */
  private readonly underway = new Map<string, Listed>();
  private readonly validators = new Map<Listing, Validators>();
  private changed: ListingRow[] = [];

  constructor(
    private readonly memory: ListingMemory,
    private readonly clock: Clock,
  ) {}

  /** A report has arrived, with what the server says of its version. */
  downloaded(listing: Listing, validators: Validators): void {
    this.validators.set(listing, validators);
  }

  /** Something of a listed report is about to be handed over under a path. */
  handOver(path: string, listed: Listed): void {
    this.underway.set(path, listed);
  }

  /** Listed reports were compared with the server and found the same. */
  confirmed(listed: readonly Listed[]): void {
    for (const { listing, row } of listed)
      this.changed.push({ ...row!, id_hash: listing.idHash, checked_at: unixSeconds(this.clock()) });
  }

  decided(decision: Decision): void {
    const listed = this.underway.get(decision.path);
    if (!listed) return;
    this.underway.delete(decision.path);
    // Nothing was kept of it, so that it counts as never fetched.
    if (decision.outcome === 'unselected') return;
    this.changed.push(this.rowAfter(decision, listed));
    if (decision.error) this.counts.failed++;
    else if (decision.rows === 0) this.counts.empty++;
    else if (decision.supersedes) this.counts.reissued++;
    else if (decision.outcome === 'loaded') this.counts.new++;
    else this.counts.known++;
  }

  /** Writes what became of listings; what is lost in a kill is listed and recognised again. */
  async flush(): Promise<void> {
    const rows = this.changed;
    this.changed = [];
    await this.memory.write(rows);
  }

  private rowAfter({ error, rows }: Decision, { listing, row }: Listed): ListingRow {
    const now = unixSeconds(this.clock());
    const before = { ...(row ?? newRow(listing)), id_hash: listing.idHash, changed_at: now };
    // Another report's failure ended the downloads; this one gets its turn in the next run.
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
