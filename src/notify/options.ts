// Declares the options of the daily digest and of the mail server that it is sent through.
import type { Option } from '../domain/option.js';

export const NOTIFY_OPTIONS = [
  {
    name: 'digest_to',
    section: 'Digest',
    type: 'list',
    description: 'The addresses that the daily digest is sent to.',
    default: [],
    example: ['security@example.org', 'soc@example.org'],
  },
  {
    name: 'digest_schedule',
    section: 'Digest',
    type: 'string',
    description:
      'A cron expression in UTC that says when the service makes and sends the digest of the last day whose reports are all expected to be there (settle_hours). Without it the service makes none.',
    default: '',
    example: '0 9 * * *',
  },
  {
    name: 'digest_when_empty',
    section: 'Digest',
    type: 'boolean',
    description:
      'Whether a digest is also sent when there is nothing new to tell. It shows that Sundial is alive: its absence is a sign that something is wrong.',
    default: true,
    example: false,
  },
  {
    name: 'digest_attach_csv',
    section: 'Digest',
    type: 'boolean',
    description: 'Whether the mail of a digest has all its findings attached as CSV.',
    default: true,
    example: false,
  },
  {
    name: 'digest_group_by',
    section: 'Digest',
    type: 'enum',
    values: ['none', 'owner', 'device'],
    description:
      'Groups the findings in the text and the HTML of a digest by their owner or device, as the inventory knows them; none = list them by severity.',
    default: 'none',
    example: 'owner',
  },
  {
    name: 'digest_limits',
    section: 'Digest',
    type: 'list',
    description:
      'How many entries a section of a mailed digest shows at most, as SECTION=NUMBER; the others are counted, and stand in the attached CSV. The sections are handle, unknown, recent, whitelisted, resolved, reopened, ended_entries, missing, short, quarantined and warnings.',
    default: [],
    example: ['handle=100', 'recent=0'],
  },
  {
    name: 'digest_tlp',
    section: 'Digest',
    type: 'enum',
    values: ['none', 'CLEAR', 'GREEN', 'AMBER', 'AMBER+STRICT', 'RED'],
    description:
      'The label of the Traffic Light Protocol 2.0 that digests carry, in the subject of their mail as well.',
    default: 'AMBER',
    example: 'AMBER+STRICT',
  },
  {
    name: 'smtp_host',
    section: 'Mail out',
    type: 'string',
    description: 'The mail server that Sundial sends through. Without it nothing is sent.',
    default: '',
    example: 'smtp.example.org',
  },
  {
    name: 'smtp_port',
    section: 'Mail out',
    type: 'integer',
    min: 0,
    max: 65_535,
    description: 'Its port; 0 = the usual one: 587 with starttls, 465 with tls, 25 with none.',
    default: 0,
    example: 2525,
  },
  {
    name: 'smtp_tls',
    section: 'Mail out',
    type: 'enum',
    values: ['starttls', 'tls', 'none'],
    description:
      'How the connection is encrypted: starttls = after it was opened in clear text, tls = from the start, none = not at all, which is for a server on the same machine. The certificate has to be valid, and nothing is sent if the server offers no encryption.',
    default: 'starttls',
    example: 'tls',
  },
  {
    name: 'smtp_ca_file',
    section: 'Mail out',
    type: 'path',
    description:
      "A file of PEM certificates that the mail server's certificate may be signed by, instead of the authorities that are known everywhere.",
    default: '',
    example: '/etc/ssl/certs/example-org-ca.pem',
  },
  {
    name: 'smtp_user',
    section: 'Mail out',
    type: 'string',
    description: 'The user name at the mail server. Without it Sundial sends without signing in.',
    default: '',
    example: 'sundial',
  },
  {
    name: 'smtp_password',
    section: 'Mail out',
    type: 'string',
    secret: true,
    description: 'The password at the mail server.',
    default: '',
    example: 'correct-horse-battery-staple',
  },
  {
    name: 'mail_from',
    section: 'Mail out',
    type: 'string',
    description: 'The address that Sundial sends from, with or without a name.',
    default: '',
    example: 'Sundial <sundial@example.org>',
  },
] as const satisfies readonly Option[];
