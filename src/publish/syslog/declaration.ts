// Declares the output to syslog: the receiver, the transport, and the size of messages.
import type { EntryOptions } from '../../domain/source-entry.js';
import { RECORD_OPTIONS } from '../body/options.js';
import { outputKind } from '../declaration.js';
import { SYSLOG_ERRORS } from './errors.js';

export const SYSLOG_OPTIONS = {
  transport: {
    name: 'transport',
    section: 'Outputs',
    type: 'enum',
    values: ['tcp', 'tls', 'udp', 'file'],
    description:
      'How messages are sent: tcp and tls with octet counting (RFC 6587, RFC 5425), each batch confirmed by the end of its connection; udp (RFC 5426) loses messages without notice. file appends records without syslog to a file for each day, for programs that read files.',
    default: 'tcp',
    example: 'tls',
  },
  host: {
    name: 'host',
    section: 'Outputs',
    type: 'string',
    description: 'The name or address of the receiver; needed unless the transport is file.',
    default: '',
    example: 'siem.example.com',
  },
  path: {
    name: 'path',
    section: 'Outputs',
    type: 'path',
    description:
      'The folder of the files, with transport: file. Each day (UTC) has a file, such as shadowserver-2026-01-15.cef.',
    default: '',
    example: '/srv/cef',
  },
  port: {
    name: 'port',
    section: 'Outputs',
    type: 'integer',
    min: 0,
    max: 65_535,
    description: 'The port of the receiver; 0 = 6514 with tls, 514 otherwise.',
    default: 0,
    example: 1514,
  },
  ca_file: {
    name: 'ca_file',
    section: 'Outputs',
    type: 'path',
    description:
      'A PEM file with the certificates to trust for a receiver with TLS, instead of the usual certificates.',
    default: '',
    example: '/etc/ssl/example-ca.pem',
  },
  facility: {
    name: 'facility',
    section: 'Outputs',
    type: 'enum',
    values: [
      ...[
        'kern',
        'user',
        'mail',
        'daemon',
        'auth',
        'syslog',
        'lpr',
        'news',
        'uucp',
        'cron',
        'authpriv',
        'ftp',
      ],
      ...['ntp', 'audit', 'alert', 'clock'],
      ...['local0', 'local1', 'local2', 'local3', 'local4', 'local5', 'local6', 'local7'],
    ],
    description: 'The facility of the messages, by which receivers often sort them.',
    default: 'local0',
    example: 'local4',
  },
  hostname: {
    name: 'hostname',
    section: 'Outputs',
    type: 'string',
    description: 'The host that messages name as their sender; empty = the name of this machine.',
    default: '',
    example: 'sundial.example.com',
  },
  max_bytes: {
    name: 'max_bytes',
    section: 'Outputs',
    type: 'integer',
    min: 0,
    max: 16 * 1024 * 1024,
    description:
      'The largest message in bytes; a larger one becomes a dead letter, because receivers cut it. 0 = 8192 with tcp and tls, 2048 with udp: the sizes that RFC 5425 and RFC 5426 ask receivers to take; 16 MiB with file. A datagram never has more than 65507 bytes.',
    default: 0,
    example: 65_536,
  },
  timeout: {
    name: 'timeout',
    section: 'Outputs',
    type: 'integer',
    min: 1,
    max: 600,
    description: 'Seconds for one batch: the connection, sending, and reading by the receiver.',
    default: 60,
    example: 120,
  },
  other_columns: {
    name: 'other_columns',
    section: 'Outputs',
    type: 'boolean',
    description:
      'Whether columns without a key in CEF are sent as a JSON object in ShadowserverReportsColumns. Without them, messages have about half the size.',
    default: true,
    example: false,
  },
  format_fields: {
    ...RECORD_OPTIONS.format_fields,
    description:
      'Keys that every record gets, as NAME=TEXT; {id}, {type}, {date} and {list} stand for those of the event.',
    example: ['deviceFacility=national-csirt'],
  },
} as const satisfies EntryOptions;

export const SYSLOG_KIND = outputKind(
  { kind: 'syslog', errors: SYSLOG_ERRORS },
  {
    description:
      'Events and changes of findings as CEF in syslog messages (RFC 5424) over TCP, TLS or UDP, or in files that are appended.',
    entry: SYSLOG_OPTIONS,
    required: [],
    carries: ['events', 'findings'],
    takes: 'changes',
    // Nothing tells whether a datagram arrives.
    guarantee: ({ transport }) => (transport === 'udp' ? 'nothing' : 'at least once'),
    fields: ['original'],
    batchRows: 5_000,
    open: async (entry, context) => (await import('./open.js')).openSyslog(entry, context),
  },
);
