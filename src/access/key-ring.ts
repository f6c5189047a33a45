// Finds the key of a request and checks its signature, in a time that tells nothing about other keys.
import { createHash, randomBytes } from 'node:crypto';
import type { Clock } from '../domain/clock.js';
import { Secret } from '../domain/secret.js';
import { type AccessKey, isUsable } from './access-key.js';
import { isSignedBy } from './signature.js';

/** The outcome of a check. Only the holder of a key learns that it has ended, because only the holder can sign with its secret. */
export type Checked =
  | { readonly state: 'usable' | 'expired' | 'revoked'; readonly key: AccessKey }
  | { readonly state: 'refused' };

/** Keys by the digest of what is sent, so that the time of finding one tells nothing about the others. */
export class KeySet {
  private readonly byDigest: ReadonlyMap<string, AccessKey>;

  constructor(readonly all: readonly AccessKey[]) {
    this.byDigest = new Map(all.map((key) => [digestOf(key.apikey.reveal()), key]));
  }

  find(apikey: string): AccessKey | undefined {
    return this.byDigest.get(digestOf(apikey));
  }
}

/** Signs in place of an unknown key, so that unknown and known keys take the same time. */
const NO_KEY = new Secret(randomBytes(32).toString('base64url'));

export class KeyRing {
  /** @param current the keys as of now */
  constructor(
    private readonly current: () => KeySet,
    private readonly clock: Clock,
  ) {}

  /** Checks the key and the signature of a body. */
  check(apikey: string, signature: string, body: Uint8Array): Checked {
    const key = this.current().find(apikey);
    const isSigned = isSignedBy(key?.secret ?? NO_KEY, body, signature);
    if (!key || !isSigned) return { state: 'refused' };
    if (key.revoked) return { state: 'revoked', key };
    return { state: isUsable(key, this.clock()) ? 'usable' : 'expired', key };
  }

  /** The keys that give access now. */
  usable(): AccessKey[] {
    const now = this.clock();
    return this.current().all.filter((key) => isUsable(key, now));
  }
}

const digestOf = (text: string): string => createHash('sha256').update(text).digest('hex');
