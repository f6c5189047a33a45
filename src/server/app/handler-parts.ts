// What the answers of the web application are made from.
import type { Audit } from '../../access/index.js';
import type { Catalogue } from '../../catalogue/index.js';
import type { ExplainedOption, Settings } from '../../config/index.js';
import type { Check } from '../../doctor/index.js';
import type { Clock } from '../../domain/clock.js';
import type { Secret } from '../../domain/secret.js';
import type { ServiceStatus } from '../../domain/service-status.js';
import type { OperatorStore, Store } from '../../store/index.js';
import type { TriageRules } from '../../triage/index.js';
import type { Hosts } from './hosts.js';
import type { WaysIn } from './people-of.js';
import type { SignIn } from './sign-in.js';

/** What the web application shows and changes, once the store is open. */
export interface WebData {
  readonly operator: OperatorStore;
  /** The same rows for people's changes, in a lane of their own. */
  readonly edits: OperatorStore;
  readonly catalogue: Catalogue;
  readonly store: Pick<Store, 'written' | 'damage' | 'runs' | 'statedRows'>;
  /** Runs one change at a time, also of commands. @param request the command that makes the same change */
  readonly inEditTurn: <T>(change: () => Promise<T>, request: { readonly name: string }) => Promise<T>;
  /** Runs the checks of "sundial doctor". */
  readonly examine: () => Promise<readonly Check[]>;
}

export interface HandlerParts extends WaysIn {
  readonly signIn: SignIn;
  readonly hosts: Hosts;
  readonly settings: Settings;
  /** The link with which a user chooses a password. */
  readonly linkOf: (token: Secret) => string;
  readonly audit: Audit;
  readonly clock: Clock;
  readonly status: () => ServiceStatus;
  /** The options as they were when the service began; secrets are masked. */
  readonly explained: readonly ExplainedOption[];
  /** By which digests are decided. */
  readonly rules: TriageRules;
  /** What the store holds. @throws SundialError `app-not-ready` until it is open */
  readonly data: () => WebData;
}
