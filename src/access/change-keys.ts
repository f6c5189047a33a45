// Changes of keys: new ones, the end of one, and the replacement of one by another.
import { randomBytes, randomInt } from 'node:crypto';
import type { Clock } from '../domain/clock.js';
import { DAY_MS } from '../domain/days.js';
import { SundialError } from '../domain/errors.js';
import { didYouMean } from '../domain/nearest.js';
import { Secret } from '../domain/secret.js';
import { type AccessKey, type Credentials, stateOf } from './access-key.js';
import type { KeySet } from './key-set.js';
import type { KeysFile } from './keys-file.js';

/** What a person decides about a new key. */
export type GivenKey = Pick<AccessKey, 'label' | 'constituents' | 'methods' | 'limits' | 'expires'>;

/** A key whose credentials have just been made. */
export interface MadeKey extends AccessKey {
  readonly credentials: Credentials;
}

/** Digits and letters that are not taken for each other. */
const ID_LETTERS = '23456789abcdefghjkmnpqrstuvwxyz';
const ID_LENGTH = 8;

/** Adds a key. @throws SundialError like `KeysFile.change` */
export function addKey(file: KeysFile, given: GivenKey, clock: Clock): Promise<MadeKey> {
  return file.change((keys) => {
    const key = made(keys, given, clock(), undefined);
    return { content: keys.with([...keys.all, key]), result: key };
  });
}

/** Ends a key at once, and erases its credentials. @throws SundialError `key-unknown`, `key-ended`, and like `KeysFile.change` */
export function revokeKey(file: KeysFile, id: string, clock: Clock): Promise<AccessKey> {
  return file.change((keys) => {
    const key = named(keys, id);
    if (key.revoked) throw new SundialError('key-ended', { id });
    const revoked: AccessKey = { ...key, credentials: undefined, revoked: clock() };
    return { content: replaced(keys, revoked), result: revoked };
  });
}

/**
 * Makes a key with the same access as another one, which works for some more days.
 *
 * @throws SundialError `key-unknown`, `key-ended`, and like `KeysFile.change`
 */
export function rotateKey(
  file: KeysFile,
  id: string,
  overlapDays: number,
  clock: Clock,
): Promise<{ readonly made: MadeKey; readonly old: AccessKey }> {
  return file.change((keys) => {
    const key = named(keys, id);
    const now = clock();
    if (stateOf(key, now) !== 'usable') throw new SundialError('key-ended', { id });
    const end = new Date(now.getTime() + overlapDays * DAY_MS);
    const old = { ...key, expires: key.expires && key.expires < end ? key.expires : end };
    const next = made(keys, key, now, id);
    const result = { made: next, old };
    return { content: keys.with([...replaced(keys, old).all, next]), result };
  });
}

function made(keys: KeySet, given: GivenKey, created: Date, replaces: string | undefined): MadeKey {
  const { label, constituents, methods, limits, expires } = given;
  const credentials = {
    apikey: new Secret(randomBytes(24).toString('base64url')),
    secret: new Secret(randomBytes(32).toString('base64url')),
  };
  const id = newId(keys);
  return {
    ...{ id, credentials, label, constituents, methods, limits, created, expires },
    ...{ revoked: undefined, replaces },
  };
}

function newId(keys: KeySet): string {
  const id = Array.from({ length: ID_LENGTH }, () => ID_LETTERS[randomInt(ID_LETTERS.length)]).join('');
  return keys.all.some((key) => key.id === id) ? newId(keys) : id;
}

function named(keys: KeySet, id: string): AccessKey {
  const key = keys.all.find((each) => each.id === id);
  if (key) return key;
  const ids = keys.all.map((each) => each.id);
  throw new SundialError('key-unknown', { id, nearest: didYouMean(id, ids) });
}

function replaced(keys: KeySet, key: AccessKey): KeySet {
  return keys.with(keys.all.map((each) => (each.id === key.id ? key : each)));
}
