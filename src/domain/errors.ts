// The one table of errors: what each says, who has to act, whether trying again helps, and how it ends.

import { API_ERRORS } from './api-errors.js';
import { api, type ErrorClass, type ErrorRow, EXIT, mail, operator, publisher } from './error-row.js';
import { NOTIFY_ERRORS } from './notify-errors.js';

export { type ErrorClass, EXIT } from './error-row.js';

export const ERRORS = {
  // Configuration and usage
  'config-unknown-key': operator(
    '{place}: unknown option "{key}"{nearest}. See docs/reference/configuration.md',
    EXIT.usage,
  ),
  'config-invalid': operator(
    '{place}: {key} {problem}. Expected {expected}, for example {example}',
    EXIT.usage,
  ),
  'config-unreadable': operator(
    '{file}: {problem}. Correct the file, or name another one with --config',
    EXIT.usage,
  ),
  'config-exists': operator('{file} exists already. Remove it first or name another file', EXIT.usage),
  usage: operator('{problem}', EXIT.usage),

  // Collecting
  'path-missing': operator('{file}: no such file or folder. Check the path', EXIT.partial, 404),
  'file-unreadable': operator('{file}: cannot be read ({problem}). Check its permissions', EXIT.partial),
  'report-name-unknown': operator(
    '{file}: the name does not say which report this is. Rename it to YYYY-MM-DD-<type>-<list>.csv, or give --type and --date',
    EXIT.partial,
  ),
  'report-name-conflict': operator(
    '{file}: is the same report ({report}) as {other} but with other content. Load the older file first, then the newer one in a second command',
    EXIT.partial,
    409,
  ),
  'file-empty': {
    ...publisher('{file}: holds no bytes, not even a header. Fetch the report again'),
    class: 'empty',
  },
  'file-changed': operator('{file}: changed while it was being read. Load it again', EXIT.partial, 409),
  'file-not-a-report': {
    ...publisher(
      '{file}: {problem}. Sundial reads CSV and JSON reports, also inside zip, gz, tar, 7z and rar',
    ),
    class: 'malformed',
  },
  'archive-corrupt': publisher('{file}: is damaged or not a {format} file ({problem}). Fetch it again'),
  'archive-encrypted': operator(
    '{file}: is encrypted. Unpack it with its password and load the result',
    EXIT.partial,
  ),
  'archive-limit': operator(
    '{file}: {problem} (limit {limit}). If you trust it, unpack it yourself and load the result',
    EXIT.partial,
    413,
  ),
  'archive-member-name': publisher(
    '{file}: holds a member with an unsafe name, "{member}". It was not unpacked',
  ),
  'disk-full': {
    message: '{file}: the disk is full. Free space under {folder} and run the command again',
    who: 'operator',
    retry: true,
    exit: EXIT.failed,
    http: 507,
  },
  'disk-low': {
    message:
      '{file}: was not fetched, because less than {limit} MiB would stay free under {folder}. Free space, or lower min_free_disk_mib',
    who: 'operator',
    retry: true,
    exit: EXIT.failed,
    http: 507,
  },

  // Reports by mail
  'mail-credentials': mail(
    'auth',
    '{what}: the server does not accept the sign-in ({problem}). Check the mail options; "sundial mail check" tries them',
  ),
  'mail-refused': mail(
    'auth',
    '{what}: the server refuses this ({problem}). Check the permissions; docs/how-to says which are needed',
  ),
  'mail-folder': mail('refused', '{what}: {problem}. Check mail_folder and mail_user'),
  'mail-unreachable': mail(
    'unreachable',
    '{what}: {host} cannot be reached ({problem}). Check the network and the mail options',
    true,
  ),
  'mail-untrusted': mail(
    'unreachable',
    '{what}: the certificate of {host} is not trusted ({problem}). Check the clock and the name of the server, and whether something intercepts the connection',
  ),
  'mail-timeout': mail('timeout', '{what}: {problem} within {seconds} s. Try again later', true),
  'mail-cut': mail('partial', '{what}: ended in the middle ({problem}). Fetch it again', true),
  'mail-busy': mail('refused', '{what}: the server asks for fewer requests. Try again later', true),
  'mail-failed': mail('unreachable', '{what}: the server failed ({problem}). Try again later', true),
  'mail-garbage': mail('malformed', '{what}: the answer is not what was expected ({problem})'),
  'mail-unreadable': publisher('{file}: is no message that can be read: it {problem}'),
  'mail-not-from-publisher': operator(
    '{file}: was sent by {sender}, who is none of mail_senders. It was left as it is',
    EXIT.partial,
  ),
  'mail-not-authenticated': operator(
    '{file}: the mail server did not find a valid signature of {signers}. It was left as it is',
    EXIT.partial,
  ),
  'mail-without-report': operator(
    '{file}: holds neither a report nor a link to one. It was left as it is',
    EXIT.partial,
  ),
  'mail-link-foreign': operator(
    '{file}: holds no report, and a link to {host}, which is none of mail_link_hosts. It was not followed',
    EXIT.partial,
  ),
  'mail-link-private': publisher(
    '{file}: the link leads to a private address or an address without https. It was not followed',
  ),
  'mail-link-page': publisher(
    '{file}: the link was answered with a web page instead of a report. It may have expired',
  ),
  'mail-link-gone': publisher('{file}: the link is no longer good (HTTP {status})'),
  'mail-link-large': operator(
    '{file}: the download is larger than is sensible (limit {limit})',
    EXIT.partial,
    413,
  ),

  // Loading
  'load-count-mismatch': {
    message:
      '{file}: the engine stored {stored} rows where {read} were read. Nothing was made visible; run the command again',
    who: 'developer',
    retry: true,
    exit: EXIT.failed,
    http: 500,
  },

  // Catalogue
  'type-unknown': operator(
    'report type "{type}" is not in the catalogue{nearest}. "sundial types" lists them',
    EXIT.usage,
    404,
  ),
  'catalogue-unreadable': operator(
    "{file}: is not a catalogue ({problem}). Expected an object like the publisher's reports.json",
    EXIT.usage,
  ),

  // HTTP
  'http-unavailable': operator(
    '{address}: cannot be listened on ({problem}). Choose another with http_host and http_port, or http_port 0 for none',
    EXIT.failed,
    503,
  ),
  'route-unknown': operator('nothing is here', EXIT.usage, 404),
  'method-refused': operator('this can only be asked for with {methods}', EXIT.usage, 405),
  'request-refused': operator('the request was refused: {problem}', EXIT.usage, 400),

  'source-missing': operator(
    'there is nothing to fetch from. Set api_key and api_secret for the Reports API, or mail_source for a mailbox',
    EXIT.usage,
  ),

  // Store
  'store-locked': {
    message:
      '{folder}: is in use by another process{holder}. Stop it, or name another folder with --data-dir',
    who: 'operator',
    retry: true,
    exit: EXIT.failed,
    http: 503,
  },
  'service-running': operator(
    'the service runs already (process {process}). Stop it first, or let it be',
    EXIT.failed,
    409,
  ),
  'service-gone': {
    message:
      'the service that ran this command ended before it did. Look into its log, then run the command again',
    who: 'operator',
    retry: true,
    exit: EXIT.failed,
    http: 503,
  },
  'store-unopenable': operator(
    '{folder}: the engine cannot open the store (its own words are above). Either a process that is not seen from here uses it, or it is damaged: "sundial doctor" looks further, and the archive holds every original',
    EXIT.failed,
    500,
  ),
  'store-empty': operator(
    'no report is loaded yet. "sundial ingest" loads files, "sundial fetch" and "sundial mail fetch" get them',
    EXIT.usage,
    404,
  ),
  'store-unwritable': operator(
    '{folder}: cannot be written ({problem}). Check its permissions, or name another with --data-dir',
    EXIT.failed,
    500,
  ),
  'store-newer': operator(
    '{folder}: was written by a newer Sundial (schema {found}, this one knows {known}). Upgrade Sundial',
    EXIT.failed,
    500,
  ),
  'store-migration-needed': operator(
    '{folder}: was written by an earlier Sundial, and its reports have to be renamed once. "sundial store migrate --dry-run" shows what changes, "sundial store migrate" does it; it can be undone until it is accepted',
    EXIT.failed,
    409,
  ),
  'store-snapshot': operator('{folder}: {problem}', EXIT.failed, 409),
  'store-unreachable': {
    message: '{url}: the ClickHouse server does not answer ({problem}). Check store_url and that it runs',
    who: 'operator',
    retry: true,
    exit: EXIT.failed,
    http: 503,
  },
  'query-refused': operator(
    "this SQL is refused: {problem}. sundial sql takes one SELECT over Sundial's own tables",
    EXIT.usage,
    400,
  ),
  'query-failed': operator('the engine refused the query: {problem}', EXIT.failed, 400),
  'query-memory': operator(
    'the query needs more memory than its limit ({limit}). Narrow it by date, type or network',
    EXIT.failed,
    413,
  ),
  'query-invalid': operator('{place}: {problem}', EXIT.usage, 400),
  'query-too-large': operator(
    '{problem} (limit {limit}). Narrow the query by date, type or network',
    EXIT.failed,
    413,
  ),
  'query-cancelled': operator('the query was cancelled', EXIT.failed, 499),
  'export-exists': operator(
    '{file} exists already. Name another place, or replace it with --force',
    EXIT.usage,
    409,
  ),
  'export-unwritable': operator(
    '{file}: cannot be written ({problem}). Name another place with --output',
    EXIT.failed,
    500,
  ),
  'export-count-mismatch': {
    message:
      '{file}: {written} events were written where {expected} match. No file was kept; see whether the disk is full, and run the command again',
    who: 'operator',
    retry: true,
    exit: EXIT.failed,
    http: 500,
  },
  'cursor-invalid': operator(
    'the cursor is damaged or belongs to another query. Begin again without a cursor',
    EXIT.usage,
    400,
  ),
  'type-ambiguous': operator('"{type}" may mean {types}. Name the ones you mean', EXIT.usage, 400),
  'field-unknown': operator('unknown field "{field}"{nearest}', EXIT.usage, 400),
  'report-not-found': operator('no report matches "{what}". "sundial reports" lists them', EXIT.usage, 404),
  'subject-unknown': operator(
    'nothing is known of "{subject}". "sundial findings --subject TEXT" looks for a part of a name',
    EXIT.usage,
    404,
  ),
  'digest-unknown': operator('no digest of {date} was made', EXIT.usage, 404),
  'digest-order': operator(
    'there is a digest of {later} already, so that of {date} cannot be decided any more. Digests are made in the order of their days',
    EXIT.usage,
    409,
  ),
  'whitelist-subject': operator(
    '"{subject}" is no address, network, host name or device. Examples: 192.0.2.10, 192.0.2.0/24, www.example.org, *.example.org, device:NAME',
    EXIT.usage,
  ),
  'whitelist-exists': operator(
    '{subject} is whitelisted for {type} until {until} already (entry {entry}). "sundial whitelist modify_time" changes that',
    EXIT.usage,
    409,
  ),
  'whitelist-missing': operator(
    'there is no whitelist entry for {subject} and {type}. "sundial whitelist print" lists them',
    EXIT.usage,
    404,
  ),
  'inventory-invalid': operator('{file}: {problems}. Nothing was changed', EXIT.usage, 422),
  'inventory-database-auth': api(
    'auth',
    '{what}: the sign-in is not accepted ({problem}). Nothing was changed; check the user in inventory_source, and inventory_password',
    'operator',
  ),
  'inventory-database-unreachable': api(
    'unreachable',
    '{what}: cannot be reached ({problem}). Nothing was changed; check inventory_source, or try again later',
    'operator',
    true,
  ),
  'inventory-database-timeout': api(
    'timeout',
    '{what}: no answer within {seconds} s. Nothing was changed; check inventory_query, or try again later',
    'operator',
    true,
  ),
  'inventory-database-refused': api(
    'refused',
    '{what}: the database refuses inventory_query ({problem}). Nothing was changed',
    'operator',
  ),
  'inventory-unreachable': {
    message:
      '{url}: cannot be fetched ({problem}). Nothing was changed; check inventory_source, or try again later',
    who: 'operator',
    retry: true,
    exit: EXIT.failed,
    http: 502,
  },
  'inventory-too-large': operator(
    '{file}: is larger than an inventory may be (limit {limit}). Nothing was changed',
    EXIT.usage,
    413,
  ),
  'original-missing': operator(
    'the archive holds no original {sha256}. Restore the archive folder from a backup',
    EXIT.failed,
    500,
  ),
  'original-expired': operator(
    'retention removed the original of report {what}. Ingest its file again, if you still have it',
    EXIT.failed,
    410,
  ),
  'original-damaged': operator(
    'the archived original {sha256} does not match its name ({problem}). Restore it from a backup',
    EXIT.failed,
    500,
  ),
  ...API_ERRORS,
  ...NOTIFY_ERRORS,
  internal: {
    message: 'something went wrong inside Sundial: {problem}. Please report it',
    who: 'developer',
    retry: false,
    exit: EXIT.failed,
    http: 500,
  },
} as const satisfies Record<string, ErrorRow>;

export type ErrorCode = keyof typeof ERRORS;
export type ErrorDetails = Readonly<Record<string, string | number>>;

/** An error of the table above. `details` fill the message's placeholders and never hold secrets. */
export class SundialError extends Error {
  readonly code: ErrorCode;
  readonly details: ErrorDetails;

  constructor(code: ErrorCode, details: ErrorDetails = {}, options?: ErrorOptions) {
    super(
      ERRORS[code].message.replaceAll(/\{(\w+)\}/g, (_, name: string) => String(details[name] ?? '')),
      options,
    );
    this.name = 'SundialError';
    this.code = code;
    this.details = details;
  }

  get row(): ErrorRow {
    return ERRORS[this.code];
  }
}

/** Which kind of failure of a service a code stands for; undefined where it is about something else. */
export function errorClass(code: ErrorCode): ErrorClass | undefined {
  const row: ErrorRow = ERRORS[code];
  return row.class;
}

/** Turns anything thrown into an error of the table, keeping the original as its cause. */
export function asSundialError(thrown: unknown): SundialError {
  if (thrown instanceof SundialError) return thrown;
  const problem = thrown instanceof Error ? thrown.message : String(thrown);
  return new SundialError('internal', { problem }, { cause: thrown });
}
