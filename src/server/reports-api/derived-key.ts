// Keys for one use each, made from the secret of the service.
import { hkdfSync } from 'node:crypto';

const KEY_BYTES = 32;

/** A key that tells nothing about the secret or the keys for other uses (RFC 5869). @param use named once in the code */
export function derivedKey(secret: Uint8Array, use: string): Buffer {
  return Buffer.from(hkdfSync('sha256', secret, '', `sundial ${use}`, KEY_BYTES));
}
