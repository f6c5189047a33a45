// Turns answers of an MQTT broker into errors that say who can act.
import { SundialError } from '../../domain/errors.js';
import { connectionError } from '../broker/failure.js';
import type { BrokerTarget } from '../broker/target.js';

/** Reasons of a refused sign-in: of MQTT 3.1.1 (section 3.2.2.3) and of MQTT 5 (section 3.2.2.2). */
const AUTH: ReadonlySet<number> = new Set([4, 5, 0x86, 0x8a, 0x8c]);
/** Refuses a sign-in, and a message to a topic for which a right is missing. */
const NOT_AUTHORISED = 0x87;
/** The broker is down, busy or shutting down, or a quota is exceeded. */
const BUSY: ReadonlySet<number> = new Set([3, 0x88, 0x89, 0x8b, 0x93, 0x96, 0x97, 0x9f]);

export function asMqttError(thrown: unknown, target: BrokerTarget): SundialError {
  if (thrown instanceof SundialError) return thrown;
  const { message = '', code } = thrown as Error & { readonly code?: unknown };
  const [what, problem, cause] = [target.what, message, { cause: thrown }];
  if (typeof code !== 'number') return connectionError(thrown, target);
  const isSignIn = message.startsWith('Connection refused');
  if (AUTH.has(code) || (code === NOT_AUTHORISED && isSignIn))
    return new SundialError('broker-auth', { what, problem }, cause);
  const advice =
    code === NOT_AUTHORISED
      ? 'give the user the right to publish to the topic'
      : 'check topic and version of the output, and the limits of the broker';
  return new SundialError(
    BUSY.has(code) ? 'broker-busy' : 'broker-refused',
    { what, problem, advice },
    cause,
  );
}
