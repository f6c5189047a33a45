// What the answers of the web application are made from.
import type { Accounts } from '../../access/index.js';
import type { Catalogue } from '../../catalogue/index.js';
import type { ExplainedOption } from '../../config/index.js';
import type { Clock } from '../../domain/clock.js';
import type { ServiceStatus } from '../../domain/service-status.js';
import type { OperatorStore, Store } from '../../store/index.js';
import type { SignIn } from './sign-in.js';

/** What the web application shows, once the store is open. */
export interface WebData {
  readonly operator: OperatorStore;
  readonly store: Pick<Store, 'runs' | 'statedRows'>;
  readonly catalogue: Catalogue;
}

export interface HandlerParts {
  /** Undefined if nobody needs to sign in. */
  readonly accounts: Accounts | undefined;
  readonly signIn: SignIn;
  readonly clock: Clock;
  readonly status: () => ServiceStatus;
  /** The options as they were when the service began; secrets are masked. */
  readonly explained: readonly ExplainedOption[];
  /** The template of the command that a digest proposes for a finding; empty = none. */
  readonly notifyCommand: string;
  /** What the store holds. @throws SundialError `app-not-ready` until it is open */
  readonly data: () => WebData;
}
