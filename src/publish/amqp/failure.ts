// Turns answers of a broker that speaks AMQP into errors that say who can act.
import { SundialError } from '../../domain/errors.js';
import { connectionError } from '../broker/failure.js';
import type { BrokerTarget } from '../broker/target.js';
import { BlockedError } from './link.js';

const RIGHTS = 'give the user the rights that docs/how-to/rabbitmq.md lists';

/** Advice by the reply code of AMQP 0-9-1. */
const ADVICE: Readonly<Record<number, string>> = {
  403: RIGHTS,
  404: 'create the exchange or the queue, or correct its name',
  405: 'another connection uses the queue alone: choose another queue',
  406: 'set max_bytes of the output to the limit of the broker, or choose another queue',
};

/** The broker is stopping. */
const FORCED = 320;

export function asAmqpError(thrown: unknown, target: BrokerTarget): SundialError {
  if (thrown instanceof SundialError) return thrown;
  const { message = '', code } = thrown as Error & { readonly code?: unknown };
  const [what, problem, cause] = [target.what, message, { cause: thrown }];
  const refused = (advice: string, said = problem) =>
    new SundialError('broker-refused', { what, problem: said, advice }, cause);
  const busy = (said: string, advice: string) =>
    new SundialError('broker-busy', { what, problem: said, advice }, cause);
  if (thrown instanceof BlockedError) return busy(problem, 'check its memory and disk');
  if (message === 'message nacked')
    return busy('it did not confirm a message', 'check the limits and the state of its queues');
  if (/^Handshake terminated by server: 403/.test(message))
    return new SundialError('broker-auth', { what, problem: 'ACCESS_REFUSED' }, cause);
  // The driver hides the answer to the name of the virtual host.
  if (message.startsWith('Expected ConnectionOpenOk'))
    return refused('check vhost of the output, and the rights of the user', 'no access to the virtual host');
  if (typeof code !== 'number' || code === FORCED) return connectionError(thrown, target);
  return refused(ADVICE[code] ?? 'check the options of the output');
}
