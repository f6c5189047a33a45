// The HTTP requests of mailboxes: the errors for failures, and limits on the time and size of answers.
import { LIMITS } from '../../domain/limits.js';
import { type FailureCodes, type HttpRequest, NET_CODES, target } from '../../net/index.js';

export const MAIL_CODES: FailureCodes = {
  ...NET_CODES,
  auth: 'mail-credentials',
  forbidden: 'mail-refused',
  'not-found': 'mail-garbage',
  refused: 'mail-garbage',
  busy: 'mail-busy',
  failed: 'mail-failed',
  redirect: 'mail-garbage',
  timeout: 'mail-timeout',
  unreachable: 'mail-unreachable',
  untrusted: 'mail-untrusted',
  cut: 'mail-cut',
  malformed: 'mail-garbage',
  'too-large': 'mail-garbage',
};

/**
 * A request to a mailbox's server.
 *
 * @param what the request's name in messages
 */
export function mailRequest(url: URL, what: string): HttpRequest {
  return {
    ...target(url),
    about: { what },
    idleMs: LIMITS.mailIdleMs,
    maxBytes: LIMITS.mailAnswerBytes,
  };
}
