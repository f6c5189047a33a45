// Finds out who sends a request: the key in the body, and the signature of the body in the header HMAC2.
import type { FastifyRequest } from 'fastify';
import type { AccessKey, Credentials, KeyRing } from '../../access/index.js';
import { SundialError } from '../../domain/errors.js';
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
  const checked = keys.check(textOf(apikey), textOf(hmac2), bytes);
  const { state, key } = checked;
  if (key) {
    note.key = key.id;
    note.constituents = key.constituents;
  }
  if (state === 'usable') return checked;
  throw new SundialError(REFUSALS[state]);
}

const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');
