// Declares mailboxes at Microsoft, read through Microsoft Graph, as a kind of source.

import type { EntryOptions } from '../../../domain/source-entry.js';
import { sourceKind } from '../../declaration.js';
import { MAIL_ERRORS } from '../errors.js';
import { OAUTH_OPTIONS } from '../oauth/options.js';
import { mailShortForm, RULE_OPTIONS, SERVER_MAILBOX_OPTIONS } from '../options.js';

/** Options of Microsoft Graph only. */
export const GRAPH_OPTIONS = {
  url: {
    name: 'graph_url',
    section: 'Mail',
    type: 'url',
    schemes: ['https', 'http'],
    description: 'The address of Microsoft Graph; national clouds have their own addresses.',
    default: 'https://graph.microsoft.com/v1.0',
    example: 'https://graph.microsoft.us/v1.0',
  },
} as const satisfies EntryOptions;

const { oauth_tenant, oauth_client_id, oauth_client_secret, oauth_client_secret_expires } = OAUTH_OPTIONS;
const { oauth_certificate_file, oauth_url } = OAUTH_OPTIONS;

export const GRAPH_ENTRY = {
  ...GRAPH_OPTIONS,
  ...SERVER_MAILBOX_OPTIONS,
  ...{ oauth_tenant, oauth_client_id, oauth_client_secret, oauth_client_secret_expires },
  ...{ oauth_certificate_file, oauth_url },
  ...RULE_OPTIONS,
};

export const GRAPH_KIND = sourceKind(
  { kind: 'graph', errors: MAIL_ERRORS },
  {
    description: 'A folder of a mailbox at Microsoft 365, through Microsoft Graph.',
    entry: GRAPH_ENTRY,
    required: ['user', 'oauth_client_id'],
    runs: { read: 'mail fetch' },
    shortForm: mailShortForm('graph'),
    open: async (entry, context) => (await import('./open.js')).openGraphSource(entry, context),
    authorize: async (entry, context, dialog) =>
      (await import('./open.js')).authorizeGraph(entry, context, dialog),
  },
);
