// A check for each certificate, secret and permission whose end is known; the caller finds them.
import { dateOf } from '../domain/days.js';
import { type Ending, endState } from '../domain/ending.js';
import { type Check, ok, problem, warning } from './check.js';

const FINDINGS = {
  ended: ({ what, at, advice }: Ending) => problem(`${what} ended on ${dateOf(at)}`, advice),
  soon: ({ what, at, advice }: Ending) => warning(`${what} ends on ${dateOf(at)}`, advice),
  later: ({ what, at }: Ending) => ok(`${what} ends on ${dateOf(at)}`),
};

export function endingChecks(all: readonly Ending[], now: Date): Check[] {
  return all.map((each) => ({ name: 'expiry', ...FINDINGS[endState(each.at, now)](each) }));
}
