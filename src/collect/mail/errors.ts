// Declares the errors of mailboxes, messages and the links in them.
import { type ErrorRow, EXIT, mail, operator, publisher } from '../../domain/error-row.js';

export const MAIL_ERRORS = {
  'mail-credentials': mail(
    'auth',
    '{what}: the server refused the sign-in ({problem}). Check the mail options; "sundial mail check" tries them',
  ),
  'mail-unauthorized': mail(
    'auth',
    '{what}: no user has given this application permission to read the mailbox. Run "sundial mail authorize", or set oauth_client_secret, oauth_certificate_file, oauth_refresh_token or google_key_file, whichever the way in docs/how-to needs',
  ),
  'mail-declined': mail(
    'auth',
    '{what}: the user did not give permission ({problem}). Run the command again',
  ),
  'mail-file-unusable': operator(
    '{option} names {file}, which cannot be used ({problem}). Check the path, and the owner and content of the file',
    EXIT.usage,
  ),
  'mail-port-taken': operator(
    'Port {port} of 127.0.0.1 cannot be used ({problem}). Choose another one with --port',
    EXIT.failed,
  ),
  'mail-grant-unwritable': operator(
    'The permission cannot be kept in {file} ({problem}). Check who owns the folder, and its free space',
    EXIT.failed,
    500,
  ),
  'mail-refused': mail(
    'auth',
    '{what}: the server refused access ({problem}). Check the permissions; docs/how-to lists the required ones',
  ),
  'mail-folder': mail('refused', '{what}: {problem}. Check the folder and the user of the mailbox'),
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
  'mail-cut': mail('partial', '{what} ended early ({problem}). Fetch again', true),
  'mail-busy': mail('refused', '{what}: the server asks for fewer requests. Try again later', true),
  'mail-failed': mail('unreachable', '{what}: the server failed ({problem}). Try again later', true),
  'mail-garbage': mail('malformed', '{what}: the answer is not what was expected ({problem})'),
  'mail-unreadable': publisher('{file} cannot be read as a message: it {problem}'),
  'mail-not-from-publisher': operator(
    '{file} was sent by {sender}, who is not one of {option}. It was left alone',
    EXIT.partial,
  ),
  'mail-forwarder-unknown': operator(
    '{file} looks like a report forwarded by {sender}. It was left alone. To load it, set {option} and run "sundial mail fetch --again"',
    EXIT.partial,
  ),
  'mail-form-unread': operator(
    '{file} contains {name}, an Outlook format that Sundial does not read. Forward the message as .eml, or inline with its attachment',
    EXIT.partial,
  ),
  'mail-not-authenticated': operator(
    '{file}: the mail server did not find a valid signature of {signers}. It was left alone',
    EXIT.partial,
  ),
  'mail-without-report': operator(
    '{file} contains neither a report nor a link to one. It was left alone',
    EXIT.partial,
  ),
  'mail-unselected': operator(
    '{file} contains only reports that lists, types and exclude_types leave out. It was left alone. To load them, change these options and run "sundial mail fetch --again"',
    EXIT.partial,
  ),
  'mail-link-foreign': operator(
    '{file} contains no report, but a link to {host}, which is not one of {option}. The link was not followed. If reports are downloaded from this host, add it to {option}',
    EXIT.partial,
  ),
  'mail-link-private': publisher(
    '{file}: the link leads to a private address or an address without https. The link was not followed',
  ),
  'mail-link-page': publisher(
    '{file}: the link was answered with a web page instead of a report. The link may have expired',
  ),
  'mail-link-gone': publisher('{file}: the link is no longer valid (HTTP {status})'),
  'mail-link-large': operator('{file}: the download is too large (limit {limit})', EXIT.partial, 413),
} as const satisfies Record<string, ErrorRow>;
