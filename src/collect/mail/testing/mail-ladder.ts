// The errors of mailboxes for every rung of the failure ladder, and lower limits for these tests.
import type { Rung } from '../../testing/trouble.js';

/** The errors of mailboxes over HTTP. */
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

/** The errors of an IMAP server, which counts as silent if it never ends its greeting. */
export const IMAP_LADDER: Readonly<Record<Rung, string>> = {
  ...MAIL_LADDER,
  oversized: 'mail-timeout',
  garbage: 'mail-timeout',
};

export const MAIL_TROUBLE_LIMITS = { mailIdleMs: 500, mailAnswerBytes: 1000 } as const;
