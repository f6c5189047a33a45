// Turns failures of connections to brokers into errors that say who can act.
import { SundialError } from '../../domain/errors.js';
import type { BrokerTarget } from './target.js';

/** Node's words for a certificate that it does not accept, and for a server that does not speak TLS. */
const TLS = /CERT|UNABLE_TO_|SELF_SIGNED|ALTNAME|^ERR_TLS|^ERR_SSL|EPROTO/;

/** The error for a failure below the broker's protocol. */
export function connectionError(thrown: unknown, { what }: BrokerTarget): SundialError {
  if (thrown instanceof SundialError) return thrown;
  const { code = '', message } = thrown as NodeJS.ErrnoException;
  const isTls = TLS.test(String(code));
  const problem = message || String(code);
  return new SundialError(isTls ? 'broker-tls' : 'broker-unreachable', { what, problem }, { cause: thrown });
}
