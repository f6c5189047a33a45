// Declares the options of the daily digest and of the mail server through which it is sent.
import type { Option } from '../domain/option.js';

export const NOTIFY_OPTIONS = [
  {
    name: 'digest_to',
    section: 'Digest',
    type: 'list',
    description: 'The recipients of the daily digest.',
    default: [],
    example: ['security@example.org', 'soc@example.org'],
  },
  {
    name: 'digest_schedule',
    section: 'Digest',
    type: 'string',
    description:
      'A cron expression in UTC that says when the service makes and sends the digest of the last settled day, whose reports are all expected to have arrived (settle_hours). Without this option the service makes no digests.',
    default: '',
    example: '0 9 * * *',
  },
  {
    name: 'digest_when_empty',
    section: 'Digest',
    type: 'boolean',
    description:
      'Whether to send a digest even if it contains nothing new. The daily mail shows that Sundial is working: its absence means that something is wrong.',
    default: true,
    example: false,
  },
  {
    name: 'digest_attach_csv',
    section: 'Digest',
    type: 'boolean',
    description: 'Whether to attach all findings of a digest to its mail as CSV.',
    default: true,
    example: false,
  },
  {
    name: 'digest_group_by',
    section: 'Digest',
    type: 'enum',
    values: ['none', 'owner', 'device'],
    description:
      'Groups the findings in the text and the HTML of a digest by owner or device, according to the inventory; none = list them by severity.',
    default: 'none',
    example: 'owner',
  },
  {
    name: 'digest_limits',
    section: 'Digest',
    type: 'list',
    description:
      'The maximum number of entries that a section of a mailed digest shows, as SECTION=NUMBER; the others are counted, and are in the attached CSV. The sections are handle, unknown, recent, whitelisted, resolved, reopened, ended_entries, missing, short, quarantined and warnings.',
    default: [],
    example: ['handle=100', 'recent=0'],
  },
  {
    name: 'digest_tlp',
    section: 'Digest',
    type: 'enum',
    values: ['none', 'CLEAR', 'GREEN', 'AMBER', 'AMBER+STRICT', 'RED'],
    description: 'The label of the Traffic Light Protocol 2.0 on digests, also in the subject of their mail.',
    default: 'AMBER',
    example: 'AMBER+STRICT',
  },
  {
    name: 'smtp_host',
    section: 'Mail out',
    type: 'string',
    description: 'The mail server through which Sundial sends. Without this option nothing is sent.',
    default: '',
    example: 'smtp.example.org',
  },
  {
    name: 'smtp_port',
    section: 'Mail out',
    type: 'integer',
    min: 0,
    max: 65_535,
    description:
      'The port of the mail server; 0 = the usual one: 587 with starttls, 465 with tls, 25 with none.',
    default: 0,
    example: 2525,
  },
  {
    name: 'smtp_tls',
    section: 'Mail out',
    type: 'enum',
    values: ['starttls', 'tls', 'none'],
    description:
      'How the connection is encrypted: starttls = after it was opened in clear text, tls = from the start, none = not at all, which is only suitable for a server on the same machine. The certificate has to be valid, and nothing is sent if the server offers no encryption.',
    default: 'starttls',
    example: 'tls',
  },
  {
    name: 'smtp_ca_file',
    section: 'Mail out',
    type: 'path',
    description:
      "A file with the PEM certificates of the authorities that may sign the mail server's certificate, instead of the public authorities.",
    default: '',
    example: '/etc/ssl/certs/example-org-ca.pem',
  },
  {
    name: 'smtp_user',
    section: 'Mail out',
    type: 'string',
    description: 'The user name for the mail server. Without this option Sundial sends without signing in.',
    default: '',
    example: 'sundial',
  },
  {
    name: 'smtp_password',
    section: 'Mail out',
    type: 'string',
    secret: true,
    description: 'The password for the mail server.',
    default: '',
    example: 'correct-horse-battery-staple',
  },
  {
    name: 'mail_from',
    section: 'Mail out',
    type: 'string',
    description: 'The sender address of mail from Sundial, with or without a name.',
    default: '',
    example: 'Sundial <sundial@example.org>',
  },
] as const satisfies readonly Option[];
