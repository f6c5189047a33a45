// Finds the keys that end soon, so that their holders get successors in time.
import { endState } from '../domain/ending.js';
import { type AccessKey, stateOf } from './access-key.js';

/** A key with an end. */
export type EndingKey = AccessKey & { readonly expires: Date };

/** The usable keys that end within `ENDING_DAYS`; a key with a successor ends on purpose. */
export function endingKeys(all: readonly AccessKey[], now: Date): EndingKey[] {
  const usable = all.filter((key) => stateOf(key, now) === 'usable');
  const replaced = new Set(usable.map(({ replaces }) => replaces));
  return usable
    .filter((key): key is EndingKey => key.expires !== undefined)
    .filter(({ id, expires }) => endState(expires, now) === 'soon' && !replaced.has(id));
}
