// Finds out who sends a request: by the key in the body and its signature, or by key and secret.
import type { FastifyRequest } from 'fastify';
import type { AccessKey, Checked, Credentials, KeyRing } from '../../access/index.js';
import { SundialError } from '../../domain/errors.js';
import { isLoopbackPeer } from '../../domain/host-name.js';
import type { AccessNote } from './access-log.js';
import type { RequestBody } from './body.js';

/** The key of a request, and what was sent. */
export interface Authenticated {
  readonly key: AccessKey;
  readonly credentials: Credentials;
}

/** The error of each state of a key in which it gives no access. */
const REFUSALS = { refused: 'call-refused', expired: 'call-expired' } as const;

/** @throws SundialError `call-refused`, `call-expired`, and `keys-file-invalid` */
export function authenticate(
  keys: KeyRing,
  { headers: { hmac2 } }: FastifyRequest,
  { apikey }: RequestBody,
  bytes: Buffer,
  note: AccessNote,
): Authenticated {
  return usable(keys.check(textOf(apikey), textOf(hmac2), bytes), note);
}

/**
 * Finds out who sends a request without a body: the key and its secret, as name and password (RFC 7617).
 *
 * @throws SundialError `call-unencrypted`, `call-refused`, `call-expired`, and `keys-file-invalid`
 */
export function authenticateBasic(keys: KeyRing, request: FastifyRequest, note: AccessNote): Authenticated {
  if (!isConfidential(request)) throw new SundialError('call-unencrypted');
  const { name, password } = credentialsOf(textOf(request.headers.authorization));
  return usable(keys.checkSecret(name, password), note);
}

/**
 * Like {@link authenticateBasic}, also with key and secret joined by a colon as one token: `Bearer KEY:SECRET` (RFC 6750), or
 * `Token KEY:SECRET`. Clients of TAXII have a field for one of the three.
 *
 * @throws SundialError `call-unencrypted`, `call-refused`, `call-expired`, and `keys-file-invalid`
 */
export function authenticateBasicOrToken(
  keys: KeyRing,
  request: FastifyRequest,
  note: AccessNote,
): Authenticated {
  const [, token] = /^(?:bearer|token) +(\S+) *$/i.exec(textOf(request.headers.authorization)) ?? [];
  if (token === undefined) return authenticateBasic(keys, request, note);
  if (!isConfidential(request)) throw new SundialError('call-unencrypted');
  const { name, password } = pairOf(token);
  return usable(keys.checkSecret(name, password), note);
}

/** @throws SundialError `call-forbidden` */
export function requirePermission({ methods }: AccessKey, method: string): void {
  if (methods.length > 0 && !methods.includes(method)) throw new SundialError('call-forbidden', { method });
}

/** Over TLS, also that of a trusted proxy, which says so in X-Forwarded-Proto; or within the machine. */
function isConfidential({ protocol, socket }: FastifyRequest): boolean {
  return protocol === 'https' || isLoopbackPeer(socket.remoteAddress ?? '');
}

/** Empty texts, which no key has, if the header is none of the scheme. */
function credentialsOf(header: string): { readonly name: string; readonly password: string } {
  const [, encoded = ''] = /^basic +([a-z0-9+/]+=*) *$/i.exec(header) ?? [];
  return pairOf(Buffer.from(encoded, 'base64').toString());
}

function pairOf(text: string): { readonly name: string; readonly password: string } {
  const [, name = '', password = ''] = /^([^:]*):(.*)$/s.exec(text) ?? [];
  return { name, password };
}

function usable(checked: Checked, note: AccessNote): Authenticated {
  const { state, key } = checked;
  if (key) {
    note.key = key.id;
    note.constituents = key.constituents;
  }
  if (state === 'usable') return checked;
  throw new SundialError(REFUSALS[state]);
}

const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');
