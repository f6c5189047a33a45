// The ways to get access to a mailbox: client credentials, a refresh token, a Google service account.
import { randomUUID, X509Certificate } from 'node:crypto';
import { importPKCS8, SignJWT } from 'jose';
import { type Clock, unixSeconds } from '../../../domain/clock.js';
import type { Secret } from '../../../domain/secret.js';
import { type NamedFile, readNamed, unusable } from '../named-file.js';
import type { Grant } from './tokens.js';

/** The validity of assertions, which are used at once; ten minutes tolerate differing clocks. */
const ASSERTION_SECONDS = 600;

export interface ClientCredentials {
  readonly tokenUrl: string;
  readonly clientId: string;
  readonly clientSecret: Secret;
  /** A PEM file with the certificate and its private key, instead of the secret. */
  readonly certificateFile?: NamedFile | undefined;
  readonly scope: string;
  readonly clock: Clock;
}

/**
 * A registered application without a user (RFC 6749, 4.4; Microsoft identity platform, "client credentials flow"). A
 * certificate signs an assertion, so that no secret is sent (RFC 7523; Microsoft, "certificate credentials").
 */
export function clientCredentials(given: ClientCredentials): Grant {
  const { tokenUrl, clientId, clientSecret, certificateFile, scope } = given;
  const common = { grant_type: 'client_credentials', client_id: clientId, scope };
  const proof = async (): Promise<Record<string, string>> =>
    certificateFile
      ? {
          client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
          client_assertion: await certificateAssertion(given, certificateFile),
        }
      : { client_secret: clientSecret.reveal() };
  return {
    url: new URL(tokenUrl),
    form: async () => ({ fields: { ...common, ...(await proof()) }, secrets: [clientSecret] }),
  };
}

async function certificateAssertion(
  { tokenUrl, clientId, clock }: ClientCredentials,
  certificateFile: NamedFile,
): Promise<string> {
  const pem = await readNamed(certificateFile);
  try {
    const certificate = new X509Certificate(pem);
    const thumbprint = Buffer.from(certificate.fingerprint256.replaceAll(':', ''), 'hex').toString(
      'base64url',
    );
    const key = /-----BEGIN PRIVATE KEY-----[\s\S]*?-----END PRIVATE KEY-----/.exec(pem)?.[0] ?? '';
    const now = unixSeconds(clock());
    return await new SignJWT({ jti: randomUUID() })
      .setProtectedHeader({ alg: 'PS256', typ: 'JWT', 'x5t#S256': thumbprint })
      .setIssuer(clientId)
      .setSubject(clientId)
      .setAudience(tokenUrl)
      .setIssuedAt(now)
      .setNotBefore(now)
      .setExpirationTime(now + ASSERTION_SECONDS)
      .sign(await importPKCS8(key, 'PS256'));
  } catch {
    // The library's message may quote the key.
    throw unusable(certificateFile, 'it does not hold a certificate and its private key (PKCS #8) as PEM');
  }
}

export interface RefreshToken {
  readonly tokenUrl: string;
  readonly clientId: string;
  readonly clientSecret: Secret;
  readonly refreshToken: Secret;
}

/** A user's permission for an installed application (RFC 6749, 6). */
export function refreshToken({ tokenUrl, clientId, clientSecret, refreshToken: token }: RefreshToken): Grant {
  const form = async () => ({
    fields: {
      grant_type: 'refresh_token',
      client_id: clientId,
      ...(clientSecret.reveal() && { client_secret: clientSecret.reveal() }),
      refresh_token: token.reveal(),
    },
    secrets: [clientSecret, token],
  });
  return { url: new URL(tokenUrl), form };
}

export interface ServiceAccount {
  /** Google's JSON file with the account's key. */
  readonly keyFile: NamedFile;
  /** The user whose mailbox is read (domain-wide delegation). */
  readonly subject: string;
  readonly scope: string;
  /** The address that issues tokens; empty = the address in the key file. */
  readonly tokenUrl: string;
  readonly clock: Clock;
}

/** A Google service account on behalf of a user (RFC 7523; Google, "OAuth 2.0 for server to server applications"). */
export async function serviceAccount({
  keyFile,
  subject,
  scope,
  tokenUrl,
  clock,
}: ServiceAccount): Promise<Grant> {
  const { email, key, url } = await readServiceKey(keyFile);
  const audience = tokenUrl || url;
  const form = async () => {
    const now = unixSeconds(clock());
    const assertion = await new SignJWT({ scope })
      .setProtectedHeader({ alg: 'RS256', typ: 'JWT' })
      .setIssuer(email)
      .setSubject(subject)
      .setAudience(audience)
      .setIssuedAt(now)
      .setExpirationTime(now + ASSERTION_SECONDS)
      .sign(key);
    return {
      fields: { grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer', assertion },
      secrets: [],
    };
  };
  return { url: new URL(audience), form };
}

async function readServiceKey(keyFile: NamedFile) {
  const text = await readNamed(keyFile);
  try {
    const {
      client_email: email,
      private_key: pem,
      token_uri: url,
    } = JSON.parse(text) as Record<string, string>;
    if (!email || !url) throw new TypeError('incomplete');
    return { email, url, key: await importPKCS8(pem ?? '', 'RS256') };
  } catch {
    throw unusable(keyFile, 'it is not a key file of a Google service account');
  }
}
