// Declares the errors of writing digests and of sending mail.
import { type ErrorRow, EXIT, mail, operator } from '../domain/error-row.js';

export const NOTIFY_ERRORS = {
  'mail-out-unset': operator(
    'digests cannot be sent: {option} is not set. Set it in the configuration; docs/how-to/digest.md shows how',
    EXIT.usage,
  ),
  'smtp-auth': mail(
    'auth',
    '{host}: the mail server refused the sign-in ({problem}). Check smtp_user and smtp_password',
  ),
  'smtp-unreachable': mail(
    'unreachable',
    '{host}: the mail server cannot be reached ({problem}). Check the network, smtp_host and smtp_port',
    true,
  ),
  'smtp-untrusted': mail(
    'unreachable',
    '{host}: the certificate of the mail server is not trusted ({problem}). Check smtp_host, or name its certificate authority in smtp_ca_file. Nothing was sent',
  ),
  'smtp-unencrypted': mail(
    'refused',
    '{host}: the mail server does not speak TLS as smtp_tls = {mode} asks for ({problem}). Check smtp_tls and smtp_port. Nothing was sent',
  ),
  'smtp-timeout': mail(
    'timeout',
    '{host}: the mail server does not answer ({problem}). Check smtp_port and smtp_tls, or try again later',
    true,
  ),
  'smtp-cut': mail(
    'partial',
    '{host}: the mail server ended the connection ({problem}). Try again later; the digest may then arrive twice',
    true,
  ),
  'smtp-deferred': mail(
    'refused',
    '{host}: the mail server does not accept the digest at present ({problem}). Try again later',
    true,
  ),
  'smtp-refused': mail(
    'refused',
    '{host}: the mail server refused the digest ({problem}). Check mail_from, digest_to and what the server allows',
  ),
  'digest-unwritable': operator(
    '{file} cannot be written ({problem}). Check the permissions and the space of data_dir, or name another place with --output',
    EXIT.failed,
    500,
  ),
} as const satisfies Record<string, ErrorRow>;
