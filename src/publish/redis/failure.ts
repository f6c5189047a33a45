// Turns answers of a Redis server into errors that say who can act.
import { SundialError } from '../../domain/errors.js';
import { connectionError } from '../broker/failure.js';
import type { BrokerTarget } from '../broker/target.js';

/** The first word of an error's text is its code. */
const AUTH = /^(NOAUTH|WRONGPASS|DENIED|ERR AUTH|ERR invalid password|ERR Client sent AUTH)\b/;
const BUSY =
  /^(OOM|LOADING|BUSY|MISCONF|READONLY|MASTERDOWN|CLUSTERDOWN|NOREPLICAS|TRYAGAIN|ERR max number of clients)\b/;
const ANSWER = /^[A-Z]{2,}\b/;

const ADVICE: Readonly<Record<string, string>> = {
  NOPERM: 'give the user the rights that docs/how-to/redis.md lists',
  WRONGTYPE: 'choose another key, or another structure',
  MOVED: 'a cluster is not supported: choose a server that has the key',
};

export function asRedisError(thrown: unknown, target: BrokerTarget): SundialError {
  const { name = '', message = '' } = thrown as Error;
  const [what, problem, cause] = [target.what, message, { cause: thrown }];
  if (name !== 'ReplyError' || !ANSWER.test(message)) return connectionError(thrown, target);
  if (AUTH.test(message)) return new SundialError('broker-auth', { what, problem }, cause);
  if (BUSY.test(message)) {
    const advice = 'check its memory, disk and replication';
    return new SundialError('broker-busy', { what, problem, advice }, cause);
  }
  const advice = ADVICE[message.split(' ', 1)[0]!] ?? 'check the options of the output';
  return new SundialError('broker-refused', { what, problem, advice }, cause);
}
