// Declares the options that mailboxes of several kinds share: messages to read, senders, and marks.
import type { Option } from '../../domain/option.js';
import type { EntryOptions, ShortForm } from '../../domain/source-entry.js';

/** Selects the mailbox of the short form. */
export const MAIL_SOURCE = {
  name: 'mail_source',
  section: 'Mail',
  type: 'enum',
  values: ['none', 'imap', 'graph', 'gmail', 'mbox', 'maildir', 'eml'],
  description:
    'The kind of mailbox from which reports are read: an IMAP server, Microsoft Graph, the Gmail API, or files in mail_path.',
  default: 'none',
  example: 'imap',
} as const satisfies Option;

/** Options of mailboxes on a server. */
export const SERVER_MAILBOX_OPTIONS = {
  user: {
    name: 'mail_user',
    section: 'Mail',
    type: 'string',
    description:
      'The mailbox: the user on the IMAP server, or the address of the mailbox at Microsoft or Google.',
    default: '',
    example: 'reports@example.com',
  },
  folder: {
    name: 'mail_folder',
    section: 'Mail',
    type: 'string',
    description:
      'The folder to read; at Google, the label. At Microsoft, subfolders are written as Inbox/Reports.',
    default: 'INBOX',
    example: 'Reports',
  },
  search: {
    name: 'mail_search',
    section: 'Mail',
    type: 'enum',
    values: ['all', 'unseen'],
    description:
      'The messages to read: all of them, each once, or only unseen ones. With unseen, a report in a message that a person has opened is missed.',
    default: 'all',
    example: 'unseen',
  },
  since_days: {
    name: 'mail_since_days',
    section: 'Mail',
    type: 'integer',
    min: 0,
    max: 36_500,
    description: 'The age in days up to which messages are read; 0 = all.',
    default: 0,
    example: 30,
  },
  handled: {
    name: 'mail_handled',
    section: 'Mail',
    type: 'enum',
    values: ['none', 'seen', 'flagged', 'move'],
    description:
      'How to mark a message once its reports are stored: as read, with a flag, by moving it to mail_handled_folder, or not at all. Messages are never deleted.',
    default: 'seen',
    example: 'none',
  },
  handled_folder: {
    name: 'mail_handled_folder',
    section: 'Mail',
    type: 'string',
    description: 'The folder (at Google, the label) to which handled messages are moved.',
    default: '',
    example: 'Handled',
  },
} as const satisfies EntryOptions;

/** Options of mailboxes in files. */
export const FILE_MAILBOX_OPTIONS = {
  path: {
    name: 'mail_path',
    section: 'Mail',
    type: 'path',
    description: 'The mbox file, the Maildir or the folder of .eml files to read.',
    default: '',
    example: '/var/mail/reports',
  },
} as const satisfies EntryOptions;

/** Options of every mailbox: which messages contain reports. */
export const RULE_OPTIONS = {
  senders: {
    name: 'mail_senders',
    section: 'Mail',
    type: 'list',
    description:
      'Senders whose messages contain reports: addresses, or @domain for a whole domain. Other messages are left alone, unless they were sent to one of mail_list_domains or forward such a message.',
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
      "Domains of the publisher's mailing lists: the part before such a domain in List-Id is the list of a report.",
    default: ['mail.shadowserver.org'],
    example: ['mail.shadowserver.org'],
  },
  authserv: {
    name: 'mail_authserv',
    section: 'Mail',
    type: 'string',
    description:
      'The name of your mail server in Authentication-Results. With this option, only messages with dkim=pass for one of mail_signers are accepted.',
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
    description: 'Whether links may lead to this machine and work without https; for tests.',
    default: false,
    example: true,
  },
} as const satisfies EntryOptions;

/** The mailbox that the options outside of `sources` describe: at most one, whatever its kind. */
export function mailShortForm(kind: string): ShortForm {
  return { name: 'mail', label: kind, isMeant: ({ mail_source }) => mail_source === kind };
}
