// Declares a Maildir as a kind of source.

import { sourceKind } from '../../declaration.js';
import { MAIL_ERRORS } from '../errors.js';
import { FILE_MAILBOX_OPTIONS, mailShortForm, RULE_OPTIONS, SERVER_MAILBOX_OPTIONS } from '../options.js';

export const MAILDIR_OPTIONS = {
  ...FILE_MAILBOX_OPTIONS,
  handled: SERVER_MAILBOX_OPTIONS.handled,
  ...RULE_OPTIONS,
};

export const MAILDIR_KIND = sourceKind(
  { kind: 'maildir', errors: MAIL_ERRORS },
  {
    description: 'A Maildir.',
    entry: MAILDIR_OPTIONS,
    required: ['path'],
    runs: { read: 'mail fetch' },
    shortForm: mailShortForm('maildir'),
    open: async (entry, context) => (await import('./open.js')).openMaildirSource(entry, context),
  },
);
