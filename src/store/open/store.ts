// The store for other stations: its rows under a scope, and operations that change them.
import type { Everything, Scope } from '../../domain/scope.js';
import type { ChangeFeed } from '../changes/changes.js';
import type { EventCounts } from '../counts/event-counts.js';
import type { Frozen, IsKnownPart } from '../damage/freeze.js';
import type { NativeFile } from '../engine/engine.js';
import type { TableReader } from '../engine/own-tables.js';
import type { EnrichmentTables } from '../enrichment/enrichment.js';
import type { EventRows } from '../events/events.js';
import type { Expiry } from '../events/expiry.js';
import type { StoreHealth } from '../figures/health.js';
import type { FindingCut } from '../findings/finding-cut.js';
import type { Projection } from '../findings/projection.js';
import type { KeyTools } from '../layout/day-move.js';
import type { LayoutMove } from '../layout/layout-move.js';
import type { Leases } from '../leases/leases.js';
import type { Deliveries } from '../ledger/deliveries.js';
import type { Ledger, LedgerEntry } from '../ledger/ledger.js';
import type { Originals } from '../ledger/originals.js';
import type { Runs } from '../ledger/runs.js';
import type { FillProgress, Guidance } from '../schema/migrations.js';
import type { ListRenames } from '../schema/rename-lists.js';
import type { OperatorStore, ScopedStore } from '../scope/scoped-store.js';
import type { Listings } from '../sources/listings.js';
import type { Messages } from '../sources/messages.js';
import type { SourceItems } from '../sources/source-items.js';
import type { StatedRowCounts } from '../sources/stated-rows.js';
import type { TextLists } from '../texts/text-lists.js';

export interface StoreOptions {
  /** The data folder. */
  readonly folder: string;
  /** A ClickHouse server's URL; empty for the embedded engine. */
  readonly url: string;
  readonly user: string;
  readonly password: string;
  readonly memoryLimitMib: number;
  /** How long a query may run, in seconds; 0 or undefined = no limit. */
  readonly questionSeconds?: number;
  /** `begin` opens a store of an earlier schema for `sundial store migrate`; otherwise such a store is refused. */
  readonly guidance?: Guidance;
  /** Brings a damaged store up to date as well, so that it can be repaired. */
  readonly isRepairing?: boolean;
  /** Receives the progress of the first opening after an upgrade, if it counts stored events. */
  readonly fillProgress?: FillProgress;
}

export interface Store {
  /** The rows of a scope; there is no other access to rows. */
  as(scope: Everything): OperatorStore;
  as(scope: Scope): ScopedStore;
  /** The same rows for a person's edits, in a separate lane that waits neither for loads nor for questions. */
  edits(scope: Everything): OperatorStore;
  /** The ledger's records of loads, for the station that loads reports. */
  readonly ledger: Omit<Ledger, 'find' | 'inState' | 'hides'>;
  readonly events: EventRows;
  readonly counts: EventCounts;
  readonly texts: Pick<TextLists, 'complete' | 'rebuild'>;
  readonly deliveries: Pick<Deliveries, 'record'>;
  readonly runs: Runs;
  /** Who had an address at which time. */
  readonly leases: Leases;
  readonly projection: Projection;
  readonly expiry: Expiry;
  readonly cut: FindingCut;
  readonly originals: Originals;
  readonly listings: Listings;
  readonly messages: Pick<Messages, 'record' | 'marks'>;
  readonly sourceItems: SourceItems;
  readonly statedRows: StatedRowCounts;
  /** What became visible and what ceased to be, for outputs and other consumers. */
  readonly changes: ChangeFeed;
  /** What enrichers know about networks and vulnerabilities. */
  readonly enrichment: EnrichmentTables;
  /** Inserts a file of rows; the rows become visible with their load. */
  load(table: 'event_rows' | 'quarantine_rows' | 'text_lists', rows: NativeFile): Promise<void>;
  /** Gives stored rows the identifiers of their reports, for `sundial store migrate`; may be killed and called again. */
  renameLists(renames: ListRenames): Promise<void>;
  /** Brings events over to the layout of this version, for `sundial store migrate`. */
  layoutMove(tools: KeyTools): LayoutMove;
  /** Records that the migration step that a person started is complete. */
  endGuided(progress?: FillProgress): Promise<void>;
  /** Runs work that inserts many rows while the engine's merges are paused. */
  withoutMerges<T>(work: () => Promise<T>): Promise<T>;
  /**
   * Follows up a flip: updates findings and removes the rows of dead loads; the ledger keeps its records of them.
   *
   * @param written the entries of the flip
   */
  followFlip(written: readonly LedgerEntry[]): Promise<void>;
  /**
   * A number that grows when anything in these tables may have changed: while it stays the same, so do all answers.
   * Undefined on a server, where other processes may change it.
   *
   * @param tables omitted = all
   */
  written(tables?: readonly string[]): number | undefined;
  /** Known damage, one sentence for each missing or broken item; empty if no damage is known. */
  damage(): readonly string[];
  /** Whether the data folder is read-only: closing the store discards everything written to it. */
  readonly isReadOnly: boolean;
  /** Updates the copies from which a damaged ledger is restored. A failure leaves the previous copies in place. */
  keepCopies(): Promise<void>;
  /**
   * Freezes the files of all data stored at this moment until they are dropped, while work continues. Only for the
   * embedded engine. @throws SundialError `store-restless`
   */
  freeze(isKnown: IsKnownPart): Promise<Frozen>;
  close(): Promise<void>;
}

/** A store that was opened without any change to it. */
export interface StoreAsItIs {
  readonly health: StoreHealth;
  /** Damage noticed at opening, one sentence each. */
  readonly damage: readonly string[];
  readonly tables: TableReader;
  close(): Promise<void>;
}
