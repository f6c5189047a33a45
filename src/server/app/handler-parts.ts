// What the answers of the web application are made from.
import type { Accounts } from '../../access/index.js';
import type { Catalogue } from '../../catalogue/index.js';
import type { OperatorStore } from '../../store/index.js';
import type { SignIn } from './sign-in.js';

/** What the web application shows, once the store is open. */
export interface WebData {
  readonly operator: OperatorStore;
  readonly catalogue: Catalogue;
}

export interface HandlerParts {
  /** Undefined if nobody needs to sign in. */
  readonly accounts: Accounts | undefined;
  readonly signIn: SignIn;
  /** The template of the command that a digest proposes for a finding; empty = none. */
  readonly notifyCommand: string;
  /** What the store holds. @throws SundialError `app-not-ready` until it is open */
  readonly data: () => WebData;
}
