// Declares the errors of mailboxes, messages and the links in them.
import { type ErrorRow, EXIT, mail, operator, publisher } from '../../domain/error-row.js';

export const MAIL_ERRORS = {
  'mail-credentials': mail(
    'auth',
    '{what}: the server does not accept the sign-in ({problem}). Check the mail options; "sundial mail check" tries them',
  ),
  'mail-refused': mail(
    'auth',
    '{what}: the server refuses this ({problem}). Check the permissions; docs/how-to says which are needed',
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
  'mail-cut': mail('partial', '{what}: ended in the middle ({problem}). Fetch it again', true),
  'mail-busy': mail('refused', '{what}: the server asks for fewer requests. Try again later', true),
  'mail-failed': mail('unreachable', '{what}: the server failed ({problem}). Try again later', true),
  'mail-garbage': mail('malformed', '{what}: the answer is not what was expected ({problem})'),
  'mail-unreadable': publisher('{file}: is not a message that can be read: it {problem}'),
  'mail-not-from-publisher': operator(
    '{file}: was sent by {sender}, who is not one of mail_senders. It was left as it is',
    EXIT.partial,
  ),
  'mail-forwarder-unknown': operator(
    '{file}: looks like a report that {sender} passed on. It was left as it is. Set {option} and run "sundial mail fetch --again" to take it',
    EXIT.partial,
  ),
  'mail-form-unread': operator(
    '{file}: holds {name}, a form of Outlook that is not read. Forward the message as .eml, or inline with its attachment',
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
  'mail-unselected': operator(
    '{file}: holds only reports that lists, types and exclude_types leave out. It was left as it is. To take them, change the lists and run "sundial mail fetch --again"',
    EXIT.partial,
  ),
  'mail-link-foreign': operator(
    '{file}: holds no report, and a link to {host}, which is not one of mail_link_hosts. It was not followed. If reports are downloaded from there, add it to mail_link_hosts',
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
} as const satisfies Record<string, ErrorRow>;
