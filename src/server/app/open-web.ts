// Opens the listener of the web application, which has an address of its own.
import { userInfo } from 'node:os';
import { Audit, type AuditLines, type Passwords, startLink, webAddress } from '../../access/index.js';
import type { ExplainedOption, Settings } from '../../config/index.js';
import type { Clock } from '../../domain/clock.js';
import { SundialError } from '../../domain/errors.js';
import type { Log } from '../../domain/log.js';
import type { Secret } from '../../domain/secret.js';
import type { ServiceStatus } from '../../domain/service-status.js';
import { triageRules } from '../../triage/index.js';
import { BUILT_PAGES } from '../built-pages.js';
import { Certificates } from '../certificates.js';
import { makeHttp } from '../http.js';
import { listen } from '../server.js';
import { Work } from '../work.js';
import { addEndpoints } from './endpoints.js';
import { guard } from './guard.js';
import type { WebData } from './handler-parts.js';
import { handlersOf } from './handlers.js';
import { Hosts } from './hosts.js';
import { KeptAnswers } from './kept-answers.js';
import { addAppReference } from './openapi.js';
import { addPages } from './pages.js';
import { waysIn } from './people-of.js';
import { requireSafePlace } from './safe-place.js';
import { SignIn } from './sign-in.js';

export interface WebOptions {
  readonly settings: Settings;
  /** The environment, with the variables of proxies to identity providers. */
  readonly env: Readonly<NodeJS.ProcessEnv>;
  readonly clock: Clock;
  readonly log: Log;
  readonly status: () => ServiceStatus;
  /** All options with where their values came from; omitted = they are not shown. */
  readonly explained?: readonly ExplainedOption[];
  /** Receives the lines of the audit log. */
  readonly audit: AuditLines;
  /** The folder of the built pages; omitted = that of this program. */
  readonly pages?: string;
  /** Tests use cheaper ones. */
  readonly passwords?: Passwords;
  /** A steady clock, in milliseconds, by which requests are limited. */
  readonly now?: () => number;
}

export interface WebListener {
  /** Such as `http://127.0.0.1:8090`: where people open it. */
  readonly address: string;
  /** Makes the link of the first user; undefined if there are users, or nobody needs to sign in. */
  offerFirst(): string | undefined;
  /** Answers from now on; until then each request for data is told to try again later. */
  serve(data: WebData): void;
  /** Stops accepting requests, ends running ones, and resolves when none reads the store any more. */
  close(): Promise<void>;
}

/**
 * Starts listening, unless the web application is off.
 *
 * @throws SundialError `http-unavailable`, `config-invalid`, `file-unreadable`, `certificate-unusable`
 */
export async function openWebListener(options: WebOptions): Promise<WebListener | undefined> {
  const { settings, clock, status, explained = [], log, pages = BUILT_PAGES } = options;
  if (settings.web_port === 0) return undefined;
  requireSafePlace(settings);
  const certificates = Certificates.open('web', settings.web_tls_certs, settings.web_tls_keys, log);
  const audit = new Audit(options.audit, clock);
  const ways = waysIn({ ...options, audit });
  const hosts = new Hosts(settings);
  const signIn = new SignIn({ ...ways, hosts, everybody: userInfo().username, now: options.now });
  const work = new Work();
  let data: WebData | undefined;
  const app = makeHttp({
    log,
    tls: certificates?.tlsOptions(),
    trustedProxies: settings.web_trusted_proxies,
  });
  guard(app, hosts);
  const opened = () => {
    if (!data) throw new SundialError('app-not-ready');
    return data;
  };
  const rules = triageRules(settings);
  const handlers = handlersOf({
    ...ways,
    ...{ settings, signIn, hosts, audit, clock, status, explained, rules },
    linkOf: (token) => startLink(settings, token),
    data: opened,
  });
  const kept = new KeptAnswers(() => opened().store.written(), clock);
  addEndpoints(app, { handlers, signIn, work, kept });
  addAppReference(app);
  addPages(app, pages, hosts);
  const { web_host: host, web_port: port } = settings;
  const server = await listen(app, {
    ...{ host, port, options: 'web_host and web_port' },
    scheme: certificates ? 'https' : 'http',
  });
  return {
    address: webAddress(settings),
    offerFirst: () => linkOf(ways.accounts?.offerFirst(), settings),
    serve: (given) => {
      data = given;
    },
    close: async () => {
      await server.close();
      await work.idle();
      await ways.people?.close();
    },
  };
}

const linkOf = (token: Secret | undefined, settings: Settings): string | undefined =>
  token && startLink(settings, token);
