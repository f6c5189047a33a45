// Tokens of invitations and sessions: 256 random bits, of which only a digest is kept.
import { createHash, randomBytes } from 'node:crypto';
import { Secret } from '../../domain/secret.js';

/** A new token: 43 characters of base64url. */
export function newToken(): Secret {
  return new Secret(randomBytes(32).toString('base64url'));
}

/** What is kept of a token. Without a salt, because nobody can guess 256 bits. @returns SHA-256 in hex */
export function digestOf(token: string): string {
  return createHash('sha256').update(token).digest('hex');
}
