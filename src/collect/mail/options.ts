// Declares the options that mailboxes of several kinds take: which messages are read, whose they are, how they are marked.
import type { Option } from '../../domain/option.js';
import type { EntryOptions, ShortForm } from '../../domain/source-entry.js';

/** Names the one mailbox of the short form. */
export const MAIL_SOURCE = {
  name: 'mail_source',
  section: 'Mail',
  type: 'enum',
  values: ['none', 'imap', 'graph', 'gmail', 'mbox', 'maildir', 'eml'],
  description:
    'Where reports that come by mail are read: an IMAP server, Microsoft Graph, the Gmail API, or files in mail_path.',
  default: 'none',
  example: 'imap',
} as const satisfies Option;

/** Of mailboxes on a server. */
export const SERVER_MAILBOX_OPTIONS = {
  user: {
    name: 'mail_user',
    section: 'Mail',
    type: 'string',
    description:
      'The mailbox: the user at the IMAP server, or the address of the mailbox at Microsoft or Google.',
    default: '',
    example: 'reports@example.com',
  },
  folder: {
    name: 'mail_folder',
    section: 'Mail',
    type: 'string',
    description:
      'The folder that is read, at Google the label. At Microsoft, folders below others are written as Inbox/Reports.',
    default: 'INBOX',
    example: 'Reports',
  },
  search: {
    name: 'mail_search',
    section: 'Mail',
    type: 'enum',
    values: ['all', 'unseen'],
    description:
      'Which messages are read: all, each once, or only the unseen ones. With unseen, a report that a person opened first is missed.',
    default: 'all',
    example: 'unseen',
  },
  since_days: {
    name: 'mail_since_days',
    section: 'Mail',
    type: 'integer',
    min: 0,
    max: 36_500,
    description: 'How many days back messages are read; 0 = all.',
    default: 0,
    example: 30,
  },
  handled: {
    name: 'mail_handled',
    section: 'Mail',
    type: 'enum',
    values: ['none', 'seen', 'flagged', 'move'],
    description:
      'How a message is marked when its reports are safe: as read, with a flag, by moving it to mail_handled_folder, or not at all. Nothing is ever deleted.',
    default: 'seen',
    example: 'none',
  },
  handled_folder: {
    name: 'mail_handled_folder',
    section: 'Mail',
    type: 'string',
    description: 'The folder, at Google the label, that handled messages are moved to.',
    default: '',
    example: 'Handled',
  },
} as const satisfies EntryOptions;

/** Of mailboxes that are files. */
export const FILE_MAILBOX_OPTIONS = {
  path: {
    name: 'mail_path',
    section: 'Mail',
    type: 'path',
    description: 'The mbox file, the Maildir or the folder of .eml files that is read.',
    default: '',
    example: '/var/mail/reports',
  },
} as const satisfies EntryOptions;

/** Of every mailbox: whose messages are reports. */
export const RULE_OPTIONS = {
  senders: {
    name: 'mail_senders',
    section: 'Mail',
    type: 'list',
    description:
      'Senders whose messages are reports: addresses, or @domain for a whole domain. Other messages are left as they are, unless they were sent to one of mail_list_domains or forward such a message.',
    default: ['@shadowserver.org'],
    example: ['autoreports@shadowserver.org', 'colleague@example.com'],
  },
  forwarders: {
    name: 'mail_forwarders',
    section: 'Mail',
    type: 'list',
    description:
      'Senders who forward reports inline: addresses, or @domain for a whole domain. Their messages are searched for attachments and links that are reports. With mail_authserv, they need a valid signature of their own domain or of mail_signers.',
    default: [],
    example: ['alice@example.com', '@example.org'],
  },
  list_domains: {
    name: 'mail_list_domains',
    section: 'Mail',
    type: 'list',
    description:
      "Domains of the publisher's mailing lists: what stands before one of them in List-Id is the list that a report belongs to.",
    default: ['mail.shadowserver.org'],
    example: ['mail.shadowserver.org'],
  },
  authserv: {
    name: 'mail_authserv',
    section: 'Mail',
    type: 'string',
    description:
      'The name of your mail server in Authentication-Results. With it, only messages with dkim=pass for one of mail_signers are taken.',
    default: '',
    example: 'mx.example.com',
  },
  signers: {
    name: 'mail_signers',
    section: 'Mail',
    type: 'list',
    description: 'Domains whose DKIM signature counts.',
    default: ['shadowserver.org'],
    example: ['shadowserver.org'],
  },
  link_hosts: {
    name: 'mail_link_hosts',
    section: 'Mail',
    type: 'list',
    description:
      'Hosts from which reports are downloaded when a message only links to them. Links to other hosts are not followed.',
    default: ['dl.shadowserver.org'],
    example: ['dl.shadowserver.org'],
  },
  link_loopback: {
    name: 'mail_link_loopback',
    section: 'Mail',
    type: 'boolean',
    description: 'Whether links may lead to this machine and without https; for tests.',
    default: false,
    example: true,
  },
} as const satisfies EntryOptions;

/** How the options outside of `sources` name a mailbox: there is one at most, whatever its kind. */
export function mailShortForm(kind: string): ShortForm {
  return { name: 'mail', label: kind, isMeant: ({ mail_source }) => mail_source === kind };
}
