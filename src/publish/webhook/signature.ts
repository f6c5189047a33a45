// Signs requests as Standard Webhooks 1.0.0 describes it: an HMAC over the request's id, its time and its body.
import { createHmac } from 'node:crypto';
import { SundialError } from '../../domain/errors.js';
import type { Secret } from '../../domain/secret.js';

/** The keys of an output: the current one, and the one before a change. */
export interface SigningKeys {
  /** @returns the headers that let a receiver check the id, the time and the body of a request */
  headersFor(id: string, now: Date, body: Uint8Array): Readonly<Record<string, string>>;
}

const PREFIX = 'whsec_';
/** The sizes of keys that Standard Webhooks permits. */
const [LEAST_BYTES, MOST_BYTES] = [24, 64] as const;

/**
 * Reads the secrets of an output.
 *
 * @param secrets by the keys of the entry; an empty text counts as none
 * @throws SundialError `output-setting` without quoting a secret
 */
export function signingKeys(output: string, secrets: Readonly<Record<string, Secret>>): SigningKeys {
  const keys = Object.entries(secrets)
    .filter(([, secret]) => secret.reveal() !== '')
    .map(([key, secret]) => keyBytes(secret, output, key));
  return {
    headersFor: (id, now, body) => {
      const time = String(Math.floor(now.getTime() / 1000));
      const signed = (key: Buffer) =>
        createHmac('sha256', key).update(`${id}.${time}.`).update(body).digest('base64');
      const signatures = keys.map((key) => `v1,${signed(key)}`).join(' ');
      return { 'webhook-id': id, 'webhook-timestamp': time, 'webhook-signature': signatures };
    },
  };
}

function keyBytes(secret: Secret, output: string, key: string): Buffer {
  const text = secret.reveal();
  const encoded = text.startsWith(PREFIX) ? text.slice(PREFIX.length) : '';
  const bytes = /^[A-Za-z0-9+/]+={0,2}$/.test(encoded) ? Buffer.from(encoded, 'base64') : Buffer.alloc(0);
  if (bytes.length >= LEAST_BYTES && bytes.length <= MOST_BYTES) return bytes;
  throw new SundialError('output-setting', {
    ...{ output, key, problem: 'is not a secret for signatures' },
    expected: `${PREFIX} followed by ${LEAST_BYTES} to ${MOST_BYTES} bytes in base64, as this command makes it: echo "${PREFIX}$(openssl rand -base64 32)"`,
  });
}
