// Names failures between this machine and an IMAP server, without quoting the credentials that were sent.
import { SundialError } from '../../../domain/errors.js';
import { LIMITS } from '../../../domain/limits.js';
import { shownPath } from '../../unpack/names.js';

/** The properties used of the library's and the system's errors. */
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
  EHOSTUNREACH: 'there is no route to the network',
  ENETUNREACH: 'there is no network',
};
const TIMEOUTS: Readonly<Record<string, string>> = {
  CONNECT_TIMEOUT: 'no connection was established',
  GREETING_TIMEOUT: 'no greeting arrived',
  UPGRADE_TIMEOUT: 'TLS was not established',
  ETIMEOUT: 'no answer arrived',
  ETIMEDOUT: 'no answer arrived',
};
const CUTS: ReadonlySet<string> = new Set([
  ...['NoConnection', 'EConnectionClosed', 'StateLogout', 'ClosedAfterConnectText', 'ClosedAfterConnectTLS'],
  ...['ECONNRESET', 'EPIPE', 'DownloadIncomplete'],
]);
const GARBAGE = /^(Parser|Unexpected|Invalid|MAX_IMAP|Line|Literal|Response|STARTTLS_INJECTION|ERR_INVALID)/;
/** RFC 5530; some servers use their own words. */
const BUSY: ReadonlySet<string> = new Set(['LIMIT', 'INUSE', 'UNAVAILABLE', 'OVERQUOTA', 'THROTTLED']);

/** The place of a failed operation. */
export interface Tried {
  /** The displayed name of the mailbox. */
  readonly what: string;
  readonly host: string;
}

/** Turns anything thrown by the IMAP library into an error of the table. */
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
    return new SundialError('mail-credentials', { what, problem: said || 'without a reason' });
  // The library reports any folder that cannot be opened as missing.
  if (serverResponseCode === 'SERVERBUG') return new SundialError('mail-failed', { what, problem });
  if (error.mailboxMissing || serverResponseCode === 'NONEXISTENT')
    return new SundialError('mail-folder', { what, problem: said || 'the folder does not exist' });
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
    return new SundialError('mail-untrusted', {
      what,
      host,
      problem: said || 'the server does not offer TLS',
    });
  if (GARBAGE.test(code)) return new SundialError('mail-garbage', { what, problem: 'it is not IMAP' });
  return new SundialError('mail-failed', { what, problem });
}
