// Declares .eml files as a kind of source.

import { sourceKind } from '../../declaration.js';
import { MAIL_ERRORS } from '../errors.js';
import { FILE_MAILBOX_OPTIONS, mailShortForm, RULE_OPTIONS } from '../options.js';

export const EML_OPTIONS = { ...FILE_MAILBOX_OPTIONS, ...RULE_OPTIONS };

export const EML_KIND = sourceKind(
  { kind: 'eml', errors: MAIL_ERRORS },
  {
    description: 'A folder of .eml files, or one such file.',
    entry: EML_OPTIONS,
    required: ['path'],
    runs: { read: 'mail fetch' },
    shortForm: mailShortForm('eml'),
    open: async (entry, context) => (await import('./open.js')).openEmlSource(entry, context),
  },
);
