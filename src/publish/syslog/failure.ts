// Turns failures of connections to syslog receivers into errors that say who can act.
import { SundialError } from '../../domain/errors.js';
import type { SyslogTarget } from './target.js';

/** Node's words for a certificate that it does not accept, and for a receiver that does not speak TLS. */
const TLS = /CERT|UNABLE_TO_|SELF_SIGNED|ALTNAME|^ERR_TLS|^ERR_SSL|EPROTO/;

/** @param isConnected whether messages may have been sent already */
export function syslogError(thrown: unknown, { what }: SyslogTarget, isConnected: boolean): SundialError {
  if (thrown instanceof SundialError) return thrown;
  const { code = '', message } = thrown as NodeJS.ErrnoException;
  const cause = { cause: thrown };
  const details = { what, problem: message || String(code) };
  if (TLS.test(String(code))) return new SundialError('syslog-tls', details, cause);
  return new SundialError(isConnected ? 'syslog-cut' : 'syslog-unreachable', details, cause);
}

/**
 * Ends the work after the time of a batch, or at the signal.
 *
 * @throws SundialError `syslog-timeout`; the reason of `signal` if that has fired
 */
export async function withinBatch<T>(
  { what, seconds }: SyslogTarget,
  signal: AbortSignal,
  work: (ends: AbortSignal) => Promise<T>,
): Promise<T> {
  signal.throwIfAborted();
  const limit = AbortSignal.timeout(seconds * 1000);
  try {
    return await work(AbortSignal.any([signal, limit]));
  } catch (thrown) {
    signal.throwIfAborted();
    if (limit.aborted) throw new SundialError('syslog-timeout', { what, seconds }, { cause: thrown });
    throw thrown;
  }
}
