// An identity provider (OpenID Connect): the code flow with PKCE, state and nonce, and the checks of what comes back.
import type * as Library from 'openid-client';
import type { Clock } from '../../domain/clock.js';
import { SundialError } from '../../domain/errors.js';
import { isLoopbackHost } from '../../domain/host-name.js';
import { WEB_LIMITS } from '../../domain/limits-web.js';
import { Secret } from '../../domain/secret.js';
import { always, bareHost, TrustingClient } from '../../net/index.js';
import { type ClaimNames, type Claims, hasBoth } from './claims.js';
import { problemOf } from './problem-of.js';
import { providerFetch } from './provider-fetch.js';

export interface ProviderSettings extends ClaimNames {
  readonly web_oidc_issuer: string;
  readonly web_oidc_client_id: string;
  readonly web_oidc_client_secret: string;
  readonly web_oidc_scopes: readonly string[];
  readonly web_oidc_ca_file: string;
}

export interface ProviderOptions {
  readonly settings: ProviderSettings;
  /** The environment, with the variables of proxies. */
  readonly env: Readonly<NodeJS.ProcessEnv>;
  readonly clock: Clock;
  /** The address of the web application, without a `/` at its end. */
  readonly webAddress: string;
}

/** What the browser that began a sign-in has to bring along, besides the provider's answer. */
export interface PendingSignIn {
  readonly state: string;
  readonly nonce: string;
  /** Proves to the provider that whoever redeems the code has begun the sign-in (RFC 7636). */
  readonly verifier: string;
}

/** Whom the provider has signed in. */
export interface Vouched {
  readonly issuer: string;
  readonly subject: string;
  readonly claims: Claims;
}

export class Provider {
  /** The page to which the provider sends people back. */
  private readonly doneAddress: string;
  private readonly http: TrustingClient;
  private readonly secret: Secret;
  private described: { readonly until: number; readonly metadata: Library.ServerMetadata } | undefined;

  constructor(private readonly options: ProviderOptions) {
    const { settings, env, clock, webAddress } = options;
    this.doneAddress = `${webAddress}/login/done`;
    this.secret = new Secret(settings.web_oidc_client_secret);
    this.http = new TrustingClient({
      ...{ env, clock, codes: always('oidc-unreachable'), caFile: settings.web_oidc_ca_file },
    });
  }

  /** The name of the provider's host, for people. */
  get host(): string {
    return new URL(this.options.settings.web_oidc_issuer).host;
  }

  /** @throws SundialError `oidc-unreachable`, `oidc-answer-invalid` */
  begin(): Promise<{ readonly address: string; readonly pending: PendingSignIn }> {
    return this.using(async (library, client) => {
      const pending = {
        state: library.randomState(),
        nonce: library.randomNonce(),
        verifier: library.randomPKCECodeVerifier(),
      };
      const address = library.buildAuthorizationUrl(client, {
        redirect_uri: this.doneAddress,
        scope: this.options.settings.web_oidc_scopes.join(' '),
        state: pending.state,
        nonce: pending.nonce,
        code_challenge: await library.calculatePKCECodeChallenge(pending.verifier),
        code_challenge_method: 'S256',
      });
      return { address: address.href, pending };
    });
  }

  /**
   * Redeems the provider's answer. The ID token is checked with the provider's keys of now, also its signature, although it
   * comes from the provider itself.
   *
   * @param answer the parameters with which the provider sent the browser back, with or without `?`
   * @throws SundialError `oidc-unreachable`, `oidc-answer-invalid`, `oidc-declined`
   */
  finish(answer: string, { state, nonce, verifier }: PendingSignIn): Promise<Vouched> {
    return this.using(async (library, client) => {
      const address = new URL(this.doneAddress);
      address.search = answer;
      const tokens = await library.authorizationCodeGrant(client, address, {
        ...{ expectedState: state, expectedNonce: nonce, pkceCodeVerifier: verifier, idTokenExpected: true },
      });
      const claims = tokens.claims()!;
      const { iss: issuer, sub: subject } = claims;
      const isMore = !hasBoth(claims, this.options.settings) && client.serverMetadata().userinfo_endpoint;
      if (!isMore) return { issuer, subject, claims };
      const more = await library.fetchUserInfo(client, tokens.access_token, subject);
      return { issuer, subject, claims: { ...more, ...claims } };
    });
  }

  /** Where a browser signs out at the provider; undefined if the provider has no such page, or cannot be asked. */
  leaveAddress(): Promise<string | undefined> {
    return this.using(async (library, client) => {
      if (!client.serverMetadata().end_session_endpoint) return undefined;
      const back = new URL('/login', this.doneAddress).href;
      return library.buildEndSessionUrl(client, { post_logout_redirect_uri: back }).href;
    }).catch(() => undefined);
  }

  close(): Promise<void> {
    return this.http.close();
  }

  /** Loads the library when somebody first signs in. */
  private async using<T>(
    work: (library: typeof Library, client: Library.Configuration) => Promise<T>,
  ): Promise<T> {
    const library = await import('openid-client');
    try {
      return await work(library, await this.client(library));
    } catch (thrown) {
      throw problemOf(thrown, library, [this.secret]);
    }
  }

  /** A client for one sign-in: keys of the provider are then read anew, so that changed ones count at once. */
  private async client(library: typeof Library): Promise<Library.Configuration> {
    const { settings, clock } = this.options;
    const metadata = await this.metadata(library);
    const methods = metadata.token_endpoint_auth_methods_supported ?? ['client_secret_basic'];
    const secret = this.secret.reveal();
    const proof =
      secret === ''
        ? library.None()
        : methods.includes('client_secret_basic')
          ? library.ClientSecretBasic(secret)
          : library.ClientSecretPost(secret);
    const skew = Math.round((clock().getTime() - Date.now()) / 1000);
    const facts = { [library.clockSkew]: skew };
    const client = new library.Configuration(metadata, settings.web_oidc_client_id, facts, proof);
    this.prepare(library, client);
    library.enableNonRepudiationChecks(client);
    return client;
  }

  private async metadata(library: typeof Library): Promise<Library.ServerMetadata> {
    const { settings, clock } = this.options;
    const now = clock().getTime();
    if (this.described && now < this.described.until) return this.described.metadata;
    const issuer = new URL(settings.web_oidc_issuer);
    const found = await library.discovery(issuer, settings.web_oidc_client_id, undefined, library.None(), {
      [library.customFetch]: providerFetch(this.http, [this.secret]),
      execute: isLocal(issuer) ? [library.allowInsecureRequests] : [],
    });
    const metadata = found.serverMetadata();
    // The library also takes issuers of all tenants of a provider, whose names and groups would be anybody's.
    if (new URL(metadata.issuer).href !== issuer.href)
      throw new SundialError('oidc-answer-invalid', { problem: 'it is another issuer than web_oidc_issuer' });
    const until = now + WEB_LIMITS.providerDescriptionMs;
    this.described = { until, metadata: structuredClone({ ...metadata }) };
    return this.described.metadata;
  }

  private prepare(library: typeof Library, client: Library.Configuration): void {
    client[library.customFetch] = providerFetch(this.http, [this.secret]);
    client.timeout = WEB_LIMITS.providerMs / 1000;
    if (isLocal(new URL(this.options.settings.web_oidc_issuer))) library.allowInsecureRequests(client);
  }
}

/** Only on this machine nobody else can read what is sent in the clear. */
export function isLocal(issuer: URL): boolean {
  return issuer.protocol === 'http:' && isLoopbackHost(bareHost(issuer));
}
