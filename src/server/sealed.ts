// Texts that only this service can make and read: encrypted and authenticated with a key for one use.
import { createCipheriv, createDecipheriv, hkdfSync } from 'node:crypto';

const CIPHER = 'aes-256-gcm';
const KEY_BYTES = 32;
const AUTHENTICATION_BYTES = 16;

/** Bytes of a nonce, which must not be used for two different contents. */
export const NONCE_BYTES = 12;

/** A key that tells nothing about the secret or the keys for other uses (RFC 5869). @param use named once in the code */
export function derivedKey(secret: Uint8Array, use: string): Buffer {
  return Buffer.from(hkdfSync('sha256', secret, '', `sundial ${use}`, KEY_BYTES));
}

/** The content as characters of `[A-Za-z0-9_-]`. */
export function sealed(key: Buffer, nonce: Buffer, content: Buffer): string {
  const cipher = createCipheriv(CIPHER, key, nonce);
  const parts = [nonce, cipher.update(content), cipher.final(), cipher.getAuthTag()];
  return Buffer.concat(parts).toString('base64url');
}

/** The content of a sealed text; undefined for a text that was not made with this key. */
export function unsealed(key: Buffer, text: string): Buffer | undefined {
  const bytes = Buffer.from(text, 'base64url');
  if (bytes.length < NONCE_BYTES + AUTHENTICATION_BYTES) return undefined;
  const decipher = createDecipheriv(CIPHER, key, bytes.subarray(0, NONCE_BYTES));
  decipher.setAuthTag(bytes.subarray(-AUTHENTICATION_BYTES));
  const content = decipher.update(bytes.subarray(NONCE_BYTES, -AUTHENTICATION_BYTES));
  try {
    return Buffer.concat([content, decipher.final()]);
  } catch {
    return undefined;
  }
}
