// Opens the way in which people sign in, as web_auth names it.
import {
  Accounts,
  type Audit,
  type Passwords,
  type People,
  ProvidedPeople,
  webAddress,
} from '../../access/index.js';
import type { Settings } from '../../config/index.js';
import type { Clock } from '../../domain/clock.js';
import type { Log } from '../../domain/log.js';
import { ProxyPeople } from './proxy-people.js';

/** All undefined if nobody needs to sign in. */
export interface WaysIn {
  /** Whose sessions Sundial keeps: those of accounts, or of an identity provider. */
  readonly people?: People | undefined;
  readonly accounts?: Accounts | undefined;
  readonly provided?: ProvidedPeople | undefined;
  readonly proxy?: ProxyPeople | undefined;
}

export interface PeopleParts {
  readonly settings: Settings;
  readonly env: Readonly<NodeJS.ProcessEnv>;
  readonly clock: Clock;
  readonly log: Log;
  readonly audit: Audit;
  readonly passwords?: Passwords | undefined;
}

export function waysIn({ settings, env, clock, log, audit, passwords }: PeopleParts): WaysIn {
  const failed = (problem: string) =>
    log.warn('sessions cannot be written; they end with the service', { problem });
  const common = { settings, clock, audit, failed };
  switch (settings.web_auth) {
    case 'none':
      return {};
    case 'proxy':
      return { proxy: new ProxyPeople(settings) };
    case 'oidc': {
      const provided = new ProvidedPeople({ ...common, env, webAddress: webAddress(settings) });
      return { people: provided, provided };
    }
    case 'accounts': {
      const accounts = new Accounts({ ...common, ...(passwords && { passwords }) });
      return { people: accounts, accounts };
    }
  }
}
