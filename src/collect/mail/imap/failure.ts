// Names what went wrong between here and an IMAP server, without quoting what was sent to sign in.
import { SundialError } from '../../../domain/errors.js';
import { LIMITS } from '../../../domain/limits.js';
import { shownPath } from '../../unpack/names.js';

/** What is read of the library's and the system's errors. */
interface Thrown {
  readonly code?: string;
  readonly message?: string;
  readonly authenticationFailed?: boolean;
  readonly tlsFailed?: boolean;
  readonly mailboxMissing?: boolean;
  readonly serverResponseCode?: string;
  readonly responseText?: string;
}

const CERTIFICATE = /CERT|SELF_SIGNED|UNABLE_TO_|ALTNAME|^ERR_(TLS|SSL)|^EPROTO$/;
const UNREACHABLE: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'the connection was refused',
  ENOTFOUND: 'the name does not exist',
  EAI_AGAIN: 'the name service does not answer',
  EHOSTUNREACH: 'there is no route',
  ENETUNREACH: 'there is no network',
};
const TIMEOUTS: Readonly<Record<string, string>> = {
  CONNECT_TIMEOUT: 'no connection was established',
  GREETING_TIMEOUT: 'no greeting came',
  UPGRADE_TIMEOUT: 'no TLS came about',
  ETIMEOUT: 'no answer arrived',
  ETIMEDOUT: 'no answer arrived',
};
const CUTS: ReadonlySet<string> = new Set([
  ...['NoConnection', 'EConnectionClosed', 'StateLogout', 'ClosedAfterConnectText', 'ClosedAfterConnectTLS'],
  ...['ECONNRESET', 'EPIPE', 'DownloadIncomplete'],
]);
const GARBAGE = /^(Parser|Unexpected|Invalid|MAX_IMAP|Line|Literal|Response|STARTTLS_INJECTION|ERR_INVALID)/;
/** RFC 5530; servers say so also in their own ways. */
const BUSY: ReadonlySet<string> = new Set(['LIMIT', 'INUSE', 'UNAVAILABLE', 'OVERQUOTA', 'THROTTLED']);

/** Where something was tried. */
export interface Tried {
  /** What people know it by. */
  readonly what: string;
  readonly host: string;
}

/** Anything thrown by the IMAP library, as an error of the table. */
export function imapFailure(thrown: unknown, { what, host }: Tried): SundialError {
  if (thrown instanceof SundialError) return thrown;
  const error = thrown as Thrown;
  const { code = '', serverResponseCode = '' } = error;
  const said = shownPath(error.responseText ?? '')
    .slice(0, LIMITS.httpWords)
    .replace(/[.\s]+$/, '');
  const problem = UNREACHABLE[code] ?? (said || code || 'unknown reason');
  if (CERTIFICATE.test(code)) return new SundialError('mail-untrusted', { what, host, problem: code });
  if (BUSY.has(serverResponseCode) || code === 'ETHROTTLE') return new SundialError('mail-busy', { what });
  if (error.authenticationFailed)
    return new SundialError('mail-credentials', { what, problem: said || 'it says no more' });
  // The library says that a folder is missing whenever it cannot be opened.
  if (serverResponseCode === 'SERVERBUG') return new SundialError('mail-failed', { what, problem });
  if (error.mailboxMissing || serverResponseCode === 'NONEXISTENT')
    return new SundialError('mail-folder', { what, problem: said || 'there is no such folder' });
  if (serverResponseCode === 'NOPERM') return new SundialError('mail-refused', { what, problem });
  if (TIMEOUTS[code])
    return new SundialError('mail-timeout', {
      what,
      problem: TIMEOUTS[code],
      seconds: LIMITS.mailIdleMs / 1000,
    });
  if (UNREACHABLE[code]) return new SundialError('mail-unreachable', { what, host, problem });
  if (CUTS.has(code)) return new SundialError('mail-cut', { what, problem: 'the connection was closed' });
  if (error.tlsFailed)
    return new SundialError('mail-untrusted', { what, host, problem: said || 'there is no TLS' });
  if (GARBAGE.test(code)) return new SundialError('mail-garbage', { what, problem: 'it is not IMAP' });
  return new SundialError('mail-failed', { what, problem });
}
