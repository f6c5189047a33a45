// The errors of mailboxes for every rung of the failure ladder, and the limits while there is trouble.
import type { Rung } from '../../testing/trouble.js';

/** Of mailboxes over HTTP. */
export const MAIL_LADDER: Readonly<Record<Rung, string>> = {
  refused: 'mail-unreachable',
  unauthorised: 'mail-credentials',
  'not-found': 'mail-folder',
  busy: 'mail-busy',
  failing: 'mail-failed',
  slow: 'mail-timeout',
  truncated: 'mail-cut',
  oversized: 'mail-garbage',
  garbage: 'mail-garbage',
};

/** Of an IMAP server, which is as good as silent when it never ends its greeting. */
export const IMAP_LADDER: Readonly<Record<Rung, string>> = {
  ...MAIL_LADDER,
  oversized: 'mail-timeout',
  garbage: 'mail-timeout',
};

export const MAIL_TROUBLE_LIMITS = { mailIdleMs: 500, mailAnswerBytes: 1000 } as const;
