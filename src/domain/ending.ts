// Things that end at a known time and have to be renewed before: keys, certificates, secrets, permissions.
import { DAY_MS } from './days.js';

export interface Ending {
  /** Its name for people, such as `The certificate in /etc/sundial/graph.pem of the source mail`. */
  readonly what: string;
  readonly at: Date;
  /** A sentence about how to renew it, without a full stop. */
  readonly advice: string;
}

/** Days before the end in which it is mentioned: enough to ask another department for a new one. */
export const ENDING_DAYS = 30;

/** Whether something has ended, ends within `ENDING_DAYS`, or later. */
export function endState(at: Date, now: Date): 'ended' | 'soon' | 'later' {
  const left = at.getTime() - now.getTime();
  if (left <= 0) return 'ended';
  return left < ENDING_DAYS * DAY_MS ? 'soon' : 'later';
}
