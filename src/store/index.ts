// The store's public entry: opens the engine, brings the schema up to date, and cleans up after a killed process.

import { SundialError } from '../domain/errors.js';
import type { Everything, Scope } from '../domain/scope.js';
import { Damage } from './damage/damage.js';
import { dropFrozen, type Frozen, freeze, type IsKnownPart } from './damage/freeze.js';
import { openEmbedded } from './engine/embedded.js';
import type { Engine, NativeFile } from './engine/engine.js';
import { openFileWriter } from './engine/file-writer.js';
import { withoutMerges } from './engine/merges.js';
import { readerOf, type TableReader } from './engine/own-tables.js';
import { isHalfRestored } from './engine/restoring.js';
import { dropScratch } from './engine/scratch.js';
import { openServer } from './engine/server.js';
import { isHalfUndone } from './engine/snapshot.js';
import { EventRows } from './events/events.js';
import { Expiry } from './events/expiry.js';
import { StoreHealth } from './figures/health.js';
import { FindingCut } from './findings/finding-cut.js';
import { Projection } from './findings/projection.js';
import { Steps } from './findings/steps.js';
import { Deliveries } from './ledger/deliveries.js';
import { Ledger } from './ledger/ledger.js';
import { Originals } from './ledger/originals.js';
import { Runs } from './ledger/runs.js';
import { endGuided, type Guidance, migrate } from './schema/migrations.js';
import { type ListRenames, renameLists } from './schema/rename-lists.js';
import {
  isEverything,
  type OperatorStore,
  operatorStore,
  type ScopedStore,
  scopedStore,
} from './scope/scoped-store.js';
import { Listings } from './sources/listings.js';
import { Messages } from './sources/messages.js';
import { SourceItems } from './sources/source-items.js';
import { StatedRowCounts } from './sources/stated-rows.js';

export type { BadPart } from './damage/check-parts.js';
export type { Frozen, IsKnownPart } from './damage/freeze.js';
export { type Mended, mendDefinitions, mendParts, replaceEngine } from './damage/mend.js';
export { type Asking, askWith } from './engine/asking.js';
export type { NativeFile, Parameters } from './engine/engine.js';
export type { FileFormat } from './engine/file-writer.js';
export { lockFolder, lockHolder } from './engine/lock.js';
export type { OwnTables, TableReader } from './engine/own-tables.js';
export { isHalfRestored, RESTORING_FOLDER } from './engine/restoring.js';
export { dropSnapshot, hasSnapshot, restoreSnapshot, takeSnapshot } from './engine/snapshot.js';
export type { Cutoffs, GoingEvents, Steps } from './events/expiry.js';
export type { HeaderColumn, ReportHeader, StoreFacts } from './events/facts.js';
export { fedBy } from './events/fed-by.js';
export type { QuarantinedRow } from './events/quarantine.js';
export type { ScopedEvents } from './events/scoped-events.js';
export {
  type Bound,
  named,
  overlapping,
  SUBJECT_COLUMNS,
  type SubjectRow,
  subjectHost,
  subjectText,
} from './events/subject.js';
export type { SubjectDay, SubjectEvent, SubjectQuery, SubjectReport } from './events/subject-history.js';
export { isNetwork } from './events/tables.js';
export type { Figures, TableSize } from './figures/figures.js';
export { hasStore, type LedgerState, type ReportRows, type StoreHealth } from './figures/health.js';
export type { GoingDays } from './findings/finding-cut.js';
export { amongIds, byId, SHOWN_ID } from './findings/finding-key.js';
export type { Finding, FindingFilter, FindingSource } from './findings/findings.js';
export { type Cadences, closedDays } from './ledger/absence.js';
export type { DeliveryRow } from './ledger/deliveries.js';
export {
  identityOf,
  type LedgerEntry,
  type LedgerFilter,
  type LedgerRow,
  type Slice,
  sliceName,
} from './ledger/ledger.js';
export type { EndedRun, RunRow, RunTotals } from './ledger/runs.js';
export { ofList, subscriptionsByList } from './ledger/subscriptions.js';
export type { SqlLimits, SqlResult } from './readonly/readonly-sql.js';
export type { Guidance } from './schema/migrations.js';
export type { ListRenames } from './schema/rename-lists.js';
export { READABLE_TABLES } from './schema/tables.js';
export type { OperatorStore, ScopedStore } from './scope/scoped-store.js';
export type { GatheredRows, RunOptions, ScopedFileWriter, ScopedStatements } from './scope/statements.js';
export type { MessageMark, MessageReport, MessageRow } from './sources/messages.js';
export type { SourceItemRow } from './sources/source-items.js';
export { countedRows } from './sources/stated-rows.js';

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
}

export interface Store {
  /** The rows of a scope; there is no other access to rows. */
  as(scope: Everything): OperatorStore;
  as(scope: Scope): ScopedStore;
  /** The same rows for a person's decisions, in a separate lane that waits neither for loads nor for questions. */
  decisions(scope: Everything): OperatorStore;
  /** The ledger's records of loads, for the station that loads reports. */
  readonly ledger: Omit<Ledger, 'find' | 'inState'>;
  readonly events: EventRows;
  readonly deliveries: Pick<Deliveries, 'record'>;
  readonly runs: Runs;
  readonly projection: Projection;
  readonly expiry: Expiry;
  readonly cut: FindingCut;
  readonly originals: Originals;
  readonly listings: Listings;
  readonly messages: Pick<Messages, 'record' | 'marks'>;
  readonly sourceItems: SourceItems;
  readonly statedRows: StatedRowCounts;
  /** Inserts a file of rows; the rows become visible with their load. */
  load(table: 'event_rows' | 'quarantine_rows', rows: NativeFile): Promise<void>;
  /** Gives stored rows the identifiers of their reports, for `sundial store migrate`; may be killed and called again. */
  renameLists(renames: ListRenames): Promise<void>;
  /** Records that the migration step that a person started is complete. */
  endGuided(): Promise<void>;
  /** Runs work that inserts many rows while the engine's merges are paused. */
  withoutMerges<T>(work: () => Promise<T>): Promise<T>;
  /** Follows up a flip: updates findings and removes the rows of dead loads; the ledger keeps its records of them. */
  followFlip(): Promise<void>;
  /** Known damage, one sentence for each missing or broken item; empty if no damage is known. */
  damage(): readonly string[];
  /** Whether the data folder is read-only: closing the store discards everything written to it. */
  readonly isReadOnly: boolean;
  /** Updates the copies from which a damaged ledger is restored. A failure leaves the previous copies in place. */
  keepCopies(): Promise<void>;
  /**
   * Keeps the files of all that is stored at this moment where they are until they are dropped; work goes on meanwhile.
   * Only for the embedded engine. @throws SundialError `store-restless`
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

/**
 * Opens a store for inspection only: nothing is brought up to date or cleaned up.
 *
 * @param _scope required because the store's contents concern all reports
 * @throws SundialError `store-locked`, `store-unwritable`, `store-unreachable`, `store-snapshot`
 */
export async function openAsItIs(_scope: Everything, options: StoreOptions): Promise<StoreAsItIs> {
  const engine = await openEngine(options);
  const damage = new Damage(options.url ? undefined : options.folder);
  try {
    await damage.look(engine);
  } catch (thrown) {
    await engine.close();
    throw thrown;
  }
  return {
    health: new StoreHealth(engine),
    damage: damage.known(),
    tables: readerOf(engine),
    close: () => engine.close(),
  };
}

async function openEngine(options: StoreOptions, damage?: Damage): Promise<Engine> {
  if (options.url) return openServer(options);
  if (isHalfRestored(options.folder))
    throw new SundialError('store-half-restored', { folder: options.folder });
  if (isHalfUndone(options.folder))
    throw new SundialError('store-snapshot', {
      folder: options.folder,
      problem: 'undoing a migration was interrupted. "sundial store migrate --undo --yes" completes it',
    });
  return openEmbedded({
    folder: options.folder,
    memoryLimitMib: options.memoryLimitMib,
    ...(damage && {
      damaged: (problem) => damage.add(problem),
      reshaping: () => damage.copies?.loosen(),
    }),
  });
}

/**
 * Opens the store. A damaged or read-only store is opened unchanged: nothing is brought up to date or cleaned up, and no
 * conclusions are drawn from missing rows.
 *
 * @throws SundialError `store-locked`, `store-unwritable`, `store-unreachable`, `store-newer`; `store-damaged` if a
 *   damaged store also has an earlier schema
 */
export async function openStore(options: StoreOptions): Promise<Store> {
  const damage = new Damage(options.url ? undefined : options.folder);
  const engine = await openEngine(options, damage);
  const questions = engine.questions();
  const decisions = engine.decisions();
  const openWriter = () => openFileWriter(questions, options);
  const { questionSeconds = 0 } = options;
  const lanes = { engine, questions, openWriter, questionSeconds, steps: new Steps(decisions) };
  const parts = writersOf(engine);
  const keepCopies = async () => {
    if (!engine.isReadOnly) await damage.keepCopies(engine);
  };
  function as(scope: Everything): OperatorStore;
  function as(scope: Scope): ScopedStore;
  function as(scope: Scope): ScopedStore {
    return isEverything(scope) ? operatorStore(lanes, scope) : scopedStore(lanes, scope);
  }
  try {
    await damage.look(engine);
    await prepare(engine, parts, options, damage);
  } catch (thrown) {
    await engine.close();
    throw thrown;
  }
  return {
    as,
    decisions: (scope) => operatorStore({ ...lanes, engine: decisions, questions: decisions }, scope),
    ...parts,
    load: (table, rows) => engine.load(table, rows),
    renameLists: (renames) => renameLists(engine, renames),
    endGuided: () => endGuided(engine),
    withoutMerges: (work) => withoutMerges(engine, work),
    followFlip: () => followFlip(parts),
    damage: () => damage.known(),
    isReadOnly: engine.isReadOnly,
    keepCopies: () => keepCopies(),
    freeze: (isKnown) => freeze(engine, options.folder, isKnown),
    close: async () => {
      try {
        await keepCopies();
      } finally {
        await engine.close();
      }
    },
  };
}

async function prepare(engine: Engine, parts: Writers, options: StoreOptions, damage: Damage): Promise<void> {
  const [problem] = damage.known();
  if (problem !== undefined || engine.isReadOnly) {
    const { found, known } = await new StoreHealth(engine).schema();
    if (found === known) return;
    if (problem !== undefined) throw new SundialError('store-damaged', { problem });
    throw new SundialError('store-unwritable', {
      folder: options.folder,
      problem: 'it can only be read, and an earlier Sundial wrote it',
    });
  }
  if (!options.url) dropFrozen(options.folder);
  await migrate(engine, options.url ? new URL(options.url).host : options.folder, options.guidance);
  await recover(engine, parts);
}

/** The parts that change the store. */
function writersOf(engine: Engine) {
  const events = new EventRows(engine);
  return {
    ledger: new Ledger(engine),
    events,
    deliveries: new Deliveries(engine),
    runs: new Runs(engine),
    projection: new Projection(engine),
    expiry: new Expiry(engine, events),
    cut: new FindingCut(engine),
    originals: new Originals(engine),
    listings: new Listings(engine),
    sourceItems: new SourceItems(engine),
    messages: new Messages(engine),
    statedRows: new StatedRowCounts(engine),
  };
}

type Writers = ReturnType<typeof writersOf>;

/** Completes the work of a killed process: loads that are not visible yet, replaced loads, and retention. */
async function recover(engine: Engine, parts: Writers): Promise<void> {
  const { ledger, events, cut, expiry } = parts;
  await dropScratch(engine);
  // Before findings are updated: days that retention is removing must not be counted in addition to their sum.
  await cut.finish();
  const unfinished = (await ledger.inState('started')).map(({ load }) => load);
  await events.remove(unfinished);
  await ledger.forget(unfinished);
  await followFlip(parts);
  await expiry.finish();
}

async function followFlip({ ledger, events, projection }: Writers): Promise<void> {
  await projection.project();
  const dead = await ledger.inState('dead');
  if (dead.length === 0) return;
  const loads = dead.map(({ load }) => load);
  await events.remove(loads);
  await projection.remove(loads);
  await ledger.write(dead.map(({ seq: _, ...row }) => ({ ...row, state: 'purged' as const })));
}
