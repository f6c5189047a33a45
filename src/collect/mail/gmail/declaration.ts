// Declares mailboxes at Google, read through the Gmail API, as a kind of source.

import type { EntryOptions } from '../../../domain/source-entry.js';
import { sourceKind } from '../../declaration.js';
import { MAIL_ERRORS } from '../errors.js';
import { OAUTH_OPTIONS } from '../oauth/options.js';
import { mailShortForm, RULE_OPTIONS, SERVER_MAILBOX_OPTIONS } from '../options.js';

/** Options of the Gmail API only. */
export const GMAIL_OPTIONS = {
  url: {
    name: 'gmail_url',
    section: 'Mail',
    type: 'url',
    schemes: ['https', 'http'],
    description: 'The address of the Gmail API.',
    default: 'https://gmail.googleapis.com',
    example: 'http://127.0.0.1:8085',
  },
  query: {
    name: 'mail_query',
    section: 'Mail',
    type: 'string',
    description: 'At Google, read only messages that match this search, written as in Gmail.',
    default: '',
    example: 'from:shadowserver.org',
  },
} as const satisfies EntryOptions;

const { oauth_client_id, oauth_client_secret, oauth_refresh_token, google_key_file, oauth_url } =
  OAUTH_OPTIONS;

export const GMAIL_ENTRY = {
  ...GMAIL_OPTIONS,
  ...SERVER_MAILBOX_OPTIONS,
  ...{ oauth_client_id, oauth_client_secret, oauth_refresh_token, google_key_file, oauth_url },
  ...RULE_OPTIONS,
};

export const GMAIL_KIND = sourceKind(
  { kind: 'gmail', errors: MAIL_ERRORS },
  {
    description: 'A label of a mailbox at Google, through the Gmail API.',
    entry: GMAIL_ENTRY,
    required: ['user'],
    runs: { read: 'mail fetch' },
    shortForm: mailShortForm('gmail'),
    open: async (entry, context) => (await import('./open.js')).openGmailSource(entry, context),
    authorize: async (entry, context, dialog) =>
      (await import('./open.js')).authorizeGmail(entry, context, dialog),
  },
);
