// The keys of a keys file, and the secret from which ids of downloads are made.
import { createHash, randomBytes } from 'node:crypto';
import type { AccessKey } from './access-key.js';

export class KeySet {
  /** Keys by the digest of what is sent, so that the time of finding one tells nothing about the others. */
  private readonly byDigest: ReadonlyMap<string, AccessKey>;

  constructor(
    readonly all: readonly AccessKey[],
    /** The secret from which ids of downloads are made: 32 bytes that stay the same for the life of the file. */
    readonly idKey: Uint8Array,
  ) {
    this.byDigest = new Map(
      all.flatMap((key) => (key.credentials ? [[digestOf(key.credentials.apikey.reveal()), key]] : [])),
    );
  }

  /** No keys yet. */
  static empty(): KeySet {
    return new KeySet([], randomBytes(32));
  }

  /** The same set with other keys. */
  with(keys: readonly AccessKey[]): KeySet {
    return new KeySet(keys, this.idKey);
  }

  find(apikey: string): AccessKey | undefined {
    return this.byDigest.get(digestOf(apikey));
  }
}

const digestOf = (text: string): string => createHash('sha256').update(text).digest('hex');
