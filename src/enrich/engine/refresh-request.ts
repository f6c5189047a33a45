// The request to renew what an enricher knows.
import type { Clock } from '../../domain/clock.js';
import type { AddressRule } from '../../net/index.js';
import type { Acceptance, Enrichment } from '../../store/index.js';

export interface RefreshRequest {
  readonly enrichment: Enrichment;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  /** The addresses at hand, for enrichers that are asked about addresses; called only for these. */
  readonly addresses: () => Promise<readonly string[]>;
  /** Whether an address may be sent to others; omitted = those of the public network. */
  readonly mayLeave?: AddressRule;
  /** Whether a table is read even if its place says that it did not change. */
  readonly again?: boolean;
  /** What a person accepts of new tables. */
  readonly may?: Acceptance;
  /** Called with the number of networks read so far. */
  readonly progress?: (networks: number) => void;
}
