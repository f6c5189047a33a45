// Finds the key of a request and checks its signature or secret, in a time that tells nothing about other keys.
import { randomBytes } from 'node:crypto';
import type { Clock } from '../domain/clock.js';
import { Secret } from '../domain/secret.js';
import { type AccessKey, type Credentials, stateOf } from './access-key.js';
import type { KeySet } from './key-set.js';
import { isSame, isSignedBy } from './signature.js';

/** The outcome of a check. Only the holder of a key learns that it has expired, because only the holder can sign with its secret. */
export type Checked =
  | {
      readonly state: 'usable' | 'expired';
      readonly key: AccessKey;
      readonly credentials: Credentials;
    }
  /** Carries the key of the request if only the signature or the secret was wrong: for logs, never for the client. */
  | { readonly state: 'refused'; readonly key: AccessKey | undefined };

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
    return this.judge(apikey, (secret) => isSignedBy(secret, body, signature));
  }

  /** Checks the key and the secret of a request without a body, which is authenticated by the secret itself. */
  checkSecret(apikey: string, given: string): Checked {
    return this.judge(apikey, (secret) => isSame(secret, given));
  }

  private judge(apikey: string, isRightFor: (secret: Secret) => boolean): Checked {
    const key = this.current().find(apikey);
    const credentials = key?.credentials;
    const isRight = isRightFor(credentials?.secret ?? NO_KEY);
    const state = key && stateOf(key, this.clock());
    if (!credentials || !isRight || state === 'revoked') return { state: 'refused', key };
    return { state: state!, key: key!, credentials };
  }

  /** The constituents to which at least one usable key gives access. */
  constituents(): string[] {
    const now = this.clock();
    const usable = this.current().all.filter((key) => stateOf(key, now) === 'usable');
    return usable.flatMap(({ constituents }) => constituents);
  }

  /** The secret from which ids of downloads are made. */
  idKey(): Uint8Array {
    return this.current().idKey;
  }
}
