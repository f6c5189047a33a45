// Declares an mbox file as a kind of source.

import { sourceKind } from '../../declaration.js';
import { MAIL_ERRORS } from '../errors.js';
import { FILE_MAILBOX_OPTIONS, mailShortForm, RULE_OPTIONS } from '../options.js';

export const MBOX_OPTIONS = { ...FILE_MAILBOX_OPTIONS, ...RULE_OPTIONS };

export const MBOX_KIND = sourceKind(
  { kind: 'mbox', errors: MAIL_ERRORS },
  {
    description: 'An mbox file, which is only read.',
    entry: MBOX_OPTIONS,
    required: ['path'],
    runs: { read: 'mail fetch' },
    shortForm: mailShortForm('mbox'),
    open: async (entry, context) => (await import('./open.js')).openMboxSource(entry, context),
  },
);
