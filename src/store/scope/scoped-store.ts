// The data that a scope gives access to, and the additional data for the operator.
import { type Everything, RestrictedScope, type Scope } from '../../domain/scope.js';
import type { DeclaredTables } from '../../domain/table.js';
import { askWith } from '../engine/asking.js';
import { stoppable } from '../engine/cancel.js';
import type { Engine } from '../engine/engine.js';
import type { FileWriter } from '../engine/file-writer.js';
import { type ByteReader, type OwnTables, ownTables, readerOf } from '../engine/own-tables.js';
import { Quarantine } from '../events/quarantine.js';
import { ScopedEvents } from '../events/scoped-events.js';
import { SubjectHistory, type SubjectQuery } from '../events/subject-history.js';
import { StoreFigures } from '../figures/figures.js';
import { StoreHealth } from '../figures/health.js';
import { Findings } from '../findings/findings.js';
import type { Steps } from '../findings/steps.js';
import { Deliveries } from '../ledger/deliveries.js';
import { Ledger } from '../ledger/ledger.js';
import { VisibleReports } from '../ledger/visible-reports.js';
import { readOnlySql, type SqlLimits, type SqlResult } from '../readonly/readonly-sql.js';
import type { SliceMemory } from '../slices/slice-memory.js';
import { VisibleSlices } from '../slices/visible-slices.js';
import { Messages } from '../sources/messages.js';
import { StatedRowCounts } from '../sources/stated-rows.js';
import { ScopedStatements } from './statements.js';
import { outsideOf, type Visibility, visibilityOf } from './visibility.js';

/** The rows of one scope. The SQL of all members contains the scope's condition. */
export interface ScopedStore {
  readonly events: ScopedEvents;
  readonly findings: Findings;
  readonly reports: VisibleReports;
  /** Report types and dates with events in the scope. */
  readonly slices: VisibleSlices;
  /** Runs statements over the sources that the other members provide. */
  readonly statements: ScopedStatements;
  /** The history of one subject. */
  historyOf(query: SubjectQuery): SubjectHistory;
}

/** All rows, and the data that belongs to no constituent's part: files, rows set aside, messages, the tables themselves. */
export interface OperatorStore extends ScopedStore {
  readonly ledger: Pick<Ledger, 'find' | 'inState'>;
  readonly quarantine: Quarantine;
  readonly deliveries: Pick<Deliveries, 'failed' | 'ofReport' | 'unknownToLedger'>;
  readonly messages: Pick<Messages, 'find' | 'reportsOf'>;
  readonly figures: StoreFigures;
  readonly health: StoreHealth;
  readonly steps: Steps;
  /** Reads all tables, in the lane of Sundial's own work, which never waits for questions. */
  readonly tables: ByteReader;
  /** Reads all tables, in the lane of questions; aborting a question (`askWith`) stops what it reads. */
  readonly questions: ByteReader;
  /** The same lane as `tables`, for the station that declares these tables and alone may change them. */
  ownTables(declared: Pick<DeclaredTables, 'steps'>): OwnTables;
  /** The rows that a scope does not show. */
  outside(scope: RestrictedScope): ScopedStore;
  /**
   * Checks and runs a person's SELECT over all tables.
   *
   * @throws SundialError `query-refused`, `query-cancelled`, `query-failed`, `query-memory`
   */
  readOnlySql(sql: string, limits: SqlLimits, signal?: AbortSignal): Promise<SqlResult>;
}

/** The parts that a scoped store is made from. */
export interface Lanes {
  /** Sundial's own work. */
  readonly engine: Engine;
  /** People's questions, which wait for each other; Sundial's own work does not wait for them. */
  readonly questions: Engine;
  readonly openWriter: () => FileWriter;
  /** Seconds that a query may run; 0 or undefined = no limit. */
  readonly questionSeconds?: number;
  /** Whether the store is known to hold everything that its ledger says. */
  readonly isWhole: () => boolean;
  /** One instance for each open store, so that all readers of a scope share it. */
  readonly slices: SliceMemory;
}

export interface OperatorLanes extends Lanes {
  /** One instance for each open store, because it tracks the running steps. */
  readonly steps: Steps;
}

export function scopedStore(lanes: Lanes, scope: Scope): ScopedStore {
  return storeOf(lanes, visibilityOf(scope));
}

function storeOf(
  { questions, openWriter, questionSeconds, isWhole, slices }: Lanes,
  visibility: Visibility,
): ScopedStore {
  const events = new ScopedEvents(questions, visibility, isWhole);
  const asked = stoppable(questions);
  return {
    events,
    findings: new Findings(asked, visibility),
    reports: new VisibleReports(asked, visibility),
    slices: new VisibleSlices(questions, visibility, events, slices, isWhole),
    statements: new ScopedStatements(questions, visibility, openWriter, questionSeconds),
    historyOf: (query) => new SubjectHistory(asked, visibility, query),
  };
}

export function operatorStore(lanes: OperatorLanes, scope: Everything): OperatorStore {
  const { engine, questions } = lanes;
  return {
    ...scopedStore(lanes, scope),
    ledger: new Ledger(engine),
    quarantine: new Quarantine(engine),
    deliveries: new Deliveries(engine),
    messages: new Messages(engine),
    figures: new StoreFigures(questions, new StatedRowCounts(questions)),
    health: new StoreHealth(engine),
    steps: lanes.steps,
    tables: readerOf(engine),
    questions: readerOf(stoppable(questions)),
    ownTables: (declared) => ownTables(engine, declared),
    outside: (other) => storeOf(lanes, outsideOf(visibilityOf(other))),
    readOnlySql: (sql, limits, signal) =>
      askWith({ isHeavy: true, signal }, () => readOnlySql(questions, sql, limits, signal)),
  };
}

/** Whether a scope shows everything. */
export function isEverything(scope: Scope): scope is Everything {
  return !(scope instanceof RestrictedScope);
}
