// The answer to `{"help": true}`.
import { membersOf } from './declared-members.js';
import type { Method } from './method.js';

/** The method's own help, or the names of the members of its body, like upstream's lists of names. */
export function helpOf(method: Method): readonly string[] {
  return method.help ?? membersOf(method).map(({ name }) => name);
}
