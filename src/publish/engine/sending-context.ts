// The inputs of the engine of outputs: the feed of changes, rows under a scope, and the operator's tables.
import type { Catalogue } from '../../catalogue/index.js';
import type { Clock } from '../../domain/clock.js';
import type { RestrictedScope } from '../../domain/scope.js';
import type { Tlp } from '../../domain/tlp.js';
import type { ChangeFeed, OperatorStore, ScopedStore } from '../../store/index.js';

export interface SendingContext {
  readonly feed: ChangeFeed;
  /** The rows that outputs may send, and those of a restricted scope. */
  readonly rows: ScopedStore;
  readonly rowsOf: (scope: RestrictedScope) => ScopedStore;
  /** The lane of people's edits, which waits neither for loads nor for queries: for findings' steps and dead letters. */
  readonly operator: OperatorStore;
  readonly catalogue: Catalogue;
  readonly clock: Clock;
  /** The level of events whose report has none; undefined = every output may send them. */
  readonly unmarkedTlp: Tlp | undefined;
  /** Days to keep details of changes for outputs that have not received them. */
  readonly changesDays: number;
}
