// Declares mailboxes on an IMAP server as a kind of source.

import type { EntryOptions } from '../../../domain/source-entry.js';
import { sourceKind } from '../../declaration.js';
import { MAIL_ERRORS } from '../errors.js';
import { OAUTH_OPTIONS } from '../oauth/options.js';
import { mailShortForm, RULE_OPTIONS, SERVER_MAILBOX_OPTIONS } from '../options.js';

/** Options of IMAP only. */
export const IMAP_OPTIONS = {
  host: {
    name: 'imap_host',
    section: 'Mail',
    type: 'string',
    description: 'The name of the IMAP server.',
    default: '',
    example: 'imap.example.com',
  },
  port: {
    name: 'imap_port',
    section: 'Mail',
    type: 'integer',
    min: 0,
    max: 65_535,
    description: 'The port of the IMAP server; 0 = 993 with tls and 143 otherwise.',
    default: 0,
    example: 1993,
  },
  tls: {
    name: 'imap_tls',
    section: 'Mail',
    type: 'enum',
    values: ['tls', 'starttls', 'none'],
    description:
      'The encryption of the connection to the IMAP server. With none, the password is sent in clear text.',
    default: 'tls',
    example: 'starttls',
  },
  ca_file: {
    name: 'imap_ca_file',
    section: 'Mail',
    type: 'path',
    description: 'A PEM file with the certificates to trust for the IMAP server, instead of the usual ones.',
    default: '',
    example: '/etc/ssl/example-ca.pem',
  },
  password: {
    name: 'imap_password',
    section: 'Mail',
    type: 'string',
    secret: true,
    description: 'The password for the IMAP server. Without it, OAuth 2.0 is used with the options below.',
    default: '',
    example: 'correct-horse-battery-staple',
  },
} as const satisfies EntryOptions;

export const IMAP_ENTRY = { ...IMAP_OPTIONS, ...SERVER_MAILBOX_OPTIONS, ...OAUTH_OPTIONS, ...RULE_OPTIONS };

export const IMAP_KIND = sourceKind(
  { kind: 'imap', errors: MAIL_ERRORS },
  {
    description: 'A folder of a mailbox on an IMAP server, with a password or with OAuth 2.0.',
    entry: IMAP_ENTRY,
    required: ['host', 'user'],
    runs: { read: 'mail fetch' },
    shortForm: mailShortForm('imap'),
    open: async (entry, context) => (await import('./open.js')).openImapSource(entry, context),
    authorize: async (entry, context, dialog) =>
      (await import('./open.js')).authorizeImap(entry, context, dialog),
  },
);
