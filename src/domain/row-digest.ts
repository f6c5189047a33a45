// The digest of a report's rows in the ledger, which names the hash of the event keys that it sums up.

/** The hash of event keys; digests of different hashes cannot be compared. */
export const KEY_HASH = 'blake3';

/**
 * The digest of rows: their number, and the sum (mod 2^128) of their keys.
 *
 * @param sum 32 hexadecimal digits, the highest first
 */
export function digestOfKeys(count: number, sum: string): string {
  return `${KEY_HASH}:${plainDigest(count, sum)}`;
}

/** A digest without the name of a hash, as used when event keys were SHA-256 hashes. */
export function plainDigest(count: number, sum: string): string {
  return `${count}:${sum}`;
}

/** Whether a digest sums up keys of SHA-256. A report without rows has none, and rows set aside have no keys. */
export function isOfSha256(digest: string): boolean {
  return /^\d+:/.test(digest);
}
