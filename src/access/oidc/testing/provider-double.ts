// An identity provider on loopback, which is strict with its clients and, where a test asks for it, wrong in its answers.
import { createHash, randomBytes } from 'node:crypto';
import { type CryptoKey, exportJWK, generateKeyPair, SignJWT, UnsecuredJWT } from 'jose';
import type { Clock } from '../../../domain/clock.js';
import { type Answer, type Asked, json, startDouble } from '../../../net/testing/http-double.js';

export const CLIENT = { id: 'sundial', secret: 'a+b:c d%e/secret-of-the-client' } as const;

type Facts = Readonly<Record<string, unknown>>;

/** What the double does differently from a provider that is right. */
export interface Faults {
  /** Changes the claims of the ID token. */
  readonly claims?: (claims: Facts) => Facts;
  /** `none` = without a signature; `unknown` = with a key that is not published. */
  readonly signature?: 'none' | 'unknown';
  /** Changes the description of the provider. */
  readonly description?: (facts: Facts) => Facts;
  /** The status of every answer to a client. */
  readonly status?: number;
}

/** A sign-in that a person has permitted. */
interface Grant {
  readonly challenge: string;
  readonly redirect: string;
  readonly nonce: string | null;
}

const LIFE_SECONDS = 300;

export class ProviderDouble {
  /** Whom it signs in. */
  person: Facts = { sub: 'p-1', preferred_username: 'ada', groups: ['cert'] };
  /** Further claims that only its userinfo has. */
  more: Facts = {};
  faults: Faults = {};
  private readonly grants = new Map<string, Grant>();
  private readonly tokens = new Set<string>();
  private keys!: { readonly kid: string; readonly privateKey: CryptoKey; readonly publicKey: CryptoKey };
  private server!: Awaited<ReturnType<typeof startDouble>>;

  private constructor(private readonly clock: Clock) {}

  /** @param redirects the addresses to which it sends browsers back */
  static async start(clock: Clock, redirects: readonly string[]): Promise<ProviderDouble> {
    const double = new ProviderDouble(clock);
    await double.rotate();
    double.server = await startDouble((asked) => double.answer(asked, redirects));
    return double;
  }

  get issuer(): string {
    return `${this.server.url}/realm`;
  }

  /** Paths that clients asked for, in order. */
  get asked(): string[] {
    return this.server.asked.map(({ method, url }) => `${method} ${url.pathname}`);
  }

  /** Replaces its key, as providers do. */
  async rotate(): Promise<void> {
    const { privateKey, publicKey } = await generateKeyPair('ES256');
    this.keys = { kid: randomBytes(4).toString('hex'), privateKey, publicKey };
  }

  stop(): Promise<void> {
    return this.server.stop();
  }

  private async answer(asked: Asked, redirects: readonly string[]): Promise<Answer> {
    const { pathname } = asked.url;
    const { status } = this.faults;
    if (status !== undefined) return json({ error: 'server_error' }, status);
    switch (pathname) {
      case '/realm/.well-known/openid-configuration':
        return json(this.faults.description?.(this.description()) ?? this.description());
      case '/realm/keys':
        return json({
          keys: [{ ...(await exportJWK(this.keys.publicKey)), kid: this.keys.kid, alg: 'ES256', use: 'sig' }],
        });
      case '/realm/authorize':
        return this.authorize(asked.url.searchParams, redirects);
      case '/realm/token':
        return this.token(asked);
      case '/realm/userinfo':
        return this.userinfo(asked);
      default:
        return json({ error: 'not_found' }, 404);
    }
  }

  private description(): Facts {
    const { issuer } = this;
    return {
      ...{ issuer, jwks_uri: `${issuer}/keys`, authorization_endpoint: `${issuer}/authorize` },
      ...{ token_endpoint: `${issuer}/token`, userinfo_endpoint: `${issuer}/userinfo` },
      end_session_endpoint: `${issuer}/leave`,
      response_types_supported: ['code'],
      subject_types_supported: ['public'],
      id_token_signing_alg_values_supported: ['ES256'],
      code_challenge_methods_supported: ['S256'],
      authorization_response_iss_parameter_supported: true,
    };
  }

  /** Signs the person in at once. A wrong redirect address gets no redirect (RFC 6749, 4.1.2.1). */
  private authorize(given: URLSearchParams, redirects: readonly string[]): Answer {
    const redirect = given.get('redirect_uri') ?? '';
    if (given.get('client_id') !== CLIENT.id || !redirects.includes(redirect))
      return json({ error: 'invalid_request' }, 400);
    const [state, challenge] = [given.get('state') ?? '', given.get('code_challenge') ?? ''];
    const isRight =
      given.get('response_type') === 'code' &&
      given.get('code_challenge_method') === 'S256' &&
      given.get('scope')?.split(' ').includes('openid') &&
      state.length >= 16 &&
      challenge.length === 43;
    const back = new URL(redirect);
    const code = randomBytes(16).toString('base64url');
    if (isRight) this.grants.set(code, { challenge, redirect, nonce: given.get('nonce') });
    const said = isRight ? { code } : { error: 'invalid_request' };
    back.search = String(new URLSearchParams({ ...said, state, iss: this.issuer }));
    return { status: 302, headers: { location: back.href } };
  }

  /** A code works once, for its client, its redirect address and its verifier. */
  private async token({ headers, body }: Asked): Promise<Answer> {
    const form = new URLSearchParams(body);
    if (credentialsIn(headers.authorization ?? '') !== `${CLIENT.id} ${CLIENT.secret}`)
      return json({ error: 'invalid_client' }, 401);
    const grant = this.grants.get(form.get('code') ?? '');
    this.grants.delete(form.get('code') ?? '');
    const challenge = createHash('sha256')
      .update(form.get('code_verifier') ?? '')
      .digest('base64url');
    if (!grant || grant.challenge !== challenge || grant.redirect !== form.get('redirect_uri'))
      return json({ error: 'invalid_grant' }, 400);
    const access = randomBytes(16).toString('base64url');
    this.tokens.add(access);
    return json({
      ...{ access_token: access, token_type: 'Bearer', expires_in: LIFE_SECONDS },
      id_token: await this.idToken(grant),
    });
  }

  private async idToken({ nonce }: Grant): Promise<string> {
    const now = Math.floor(this.clock().getTime() / 1000);
    const usual = {
      ...{ iss: this.issuer, aud: CLIENT.id, iat: now, exp: now + LIFE_SECONDS, nonce },
      ...this.person,
    };
    const claims = this.faults.claims?.(usual) ?? usual;
    if (this.faults.signature === 'none') return new UnsecuredJWT({ ...claims }).encode();
    const { kid, privateKey } = this.keys;
    const key =
      this.faults.signature === 'unknown' ? (await generateKeyPair('ES256')).privateKey : privateKey;
    return new SignJWT({ ...claims }).setProtectedHeader({ alg: 'ES256', kid }).sign(key);
  }

  private userinfo({ headers }: Asked): Answer {
    const token = headers.authorization?.replace(/^Bearer /, '') ?? '';
    if (!this.tokens.has(token)) return json({ error: 'invalid_token' }, 401);
    return json({ sub: this.person.sub, ...this.more });
  }
}

/** The id and the secret of a client, each encoded as in forms (RFC 6749, 2.3.1). */
function credentialsIn(header: string): string {
  const pair = Buffer.from(header.replace(/^Basic /, ''), 'base64').toString();
  const [id, secret] = pair.split(':').map((text) => new URLSearchParams(`a=${text}`).get('a'));
  return `${id} ${secret}`;
}
