// Signatures of requests, as the publisher's clients make them, and the comparison of secrets.
import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import type { Secret } from '../domain/secret.js';

/** The value of the header HMAC2: HMAC-SHA256 of the exact bytes of the body, in hex (publisher's call-api.py). */
export function signatureOf(secret: Secret, body: Uint8Array): string {
  return createHmac('sha256', secret.reveal()).update(body).digest('hex');
}

/** Whether a signature is that of the body; the time that this takes does not depend on where the two differ. */
export function isSignedBy(secret: Secret, body: Uint8Array, signature: string): boolean {
  const expected = Buffer.from(signatureOf(secret, body));
  const given = Buffer.alloc(expected.length);
  given.write(signature.toLowerCase());
  return timingSafeEqual(expected, given) && signature.length === expected.length;
}

/** Whether a text is the secret; the time that this takes does not depend on either. */
export function isSame(secret: Secret, given: string): boolean {
  return timingSafeEqual(digestOf(secret.reveal()), digestOf(given));
}

const digestOf = (text: string): Buffer => createHash('sha256').update(text).digest();
