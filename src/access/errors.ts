// Declares the errors of keys and users.
import { type ErrorRow, EXIT, operator } from '../domain/error-row.js';

export const ACCESS_ERRORS = {
  'key-unknown': operator('there is no key {id}{nearest}. "sundial keys list" lists them', EXIT.usage, 404),
  'key-ended': operator('the key {id} no longer works. "sundial keys add" makes a new one', EXIT.usage, 409),
  'keys-file-invalid': operator(
    '{file} cannot be read as a file of keys ({problem}), so no key works. Restore the file, or remove it and make new keys with "sundial keys add"',
    EXIT.failed,
    503,
  ),
  'keys-file-busy': operator(
    'another "sundial keys" is changing the keys (process {holder}, {file}). Run the command again when it has ended',
    EXIT.failed,
    409,
  ),
  'keys-file-unwritable': operator(
    '{file} cannot be written ({problem}). Check the permissions of its folder, or name another place with keys_file',
    EXIT.failed,
    500,
  ),
  'user-unknown': operator(
    'there is no user {name}{nearest}. "sundial users list" lists them',
    EXIT.usage,
    404,
  ),
  'user-exists': operator(
    'there is a user {name} already. "sundial users reset" gives a new link',
    EXIT.usage,
    409,
  ),
  'user-name-invalid': operator(
    '"{name}" cannot be the name of a user: up to 64 letters of a to z, digits and . _ - @, and the first is a letter or a digit',
    EXIT.usage,
  ),
  'invitation-invalid': operator(
    'this link has been used, has expired, or was replaced by a newer one. Ask for a new one: "sundial users reset NAME" prints it',
    EXIT.authentication,
    403,
  ),
  'password-unfit': operator(
    'the password {problem}. Choose one of at least {shortest} characters, such as four or five words',
    EXIT.usage,
  ),
  'sign-in-refused': operator('the name or the password is not right', EXIT.authentication, 401),
  'sign-in-too-often': operator(
    'too many tries to sign in. Try again in {seconds} s',
    EXIT.authentication,
    429,
  ),
  'sign-in-busy': {
    message: 'too many people sign in at the moment. Try again in a few seconds',
    who: 'operator',
    retry: true,
    exit: EXIT.failed,
    http: 503,
  },
  'user-own': operator(
    'nobody changes the own account here. Ask another admin, or use "sundial users" on the machine',
    EXIT.usage,
    409,
  ),
  'audit-unreadable': operator(
    'the audit log {file} cannot be read ({problem}). Check the permissions of its folder',
    EXIT.failed,
    500,
  ),
  'user-disabled': operator('the account {name} is disabled. Ask who runs Sundial', EXIT.authentication, 403),
  'user-name-taken': operator(
    'there is another user {name} already. If both are the same person, "sundial users remove {name}" makes place for the one of the identity provider',
    EXIT.authentication,
    409,
  ),
  'user-provided': operator(
    '{name} signs in at {issuer}, which decides on the role and the sign-in. Change the groups there; "sundial users disable" and "remove" work here',
    EXIT.usage,
    409,
  ),
  'groups-unmatched': operator(
    '{name} is in no group that may use Sundial. Ask who runs it: web_viewer_groups, web_analyst_groups and web_admin_groups name the groups',
    EXIT.authentication,
    403,
  ),
  'oidc-unreachable': {
    message:
      'the identity provider cannot be used ({what}, {host}: {problem}). Check web_oidc_issuer, web_oidc_ca_file and the proxy of the environment',
    who: 'operator',
    retry: true,
    exit: EXIT.failed,
    http: 503,
  },
  'oidc-answer-invalid': operator(
    'the answer of the identity provider is not valid: {problem}. Sign in again; if that does not help, check the client there and the options of web_oidc',
    EXIT.authentication,
    403,
  ),
  'oidc-declined': operator(
    'the identity provider has not signed you in: {problem}',
    EXIT.authentication,
    403,
  ),
  'oidc-claim-missing': operator(
    'the identity provider says nothing usable of {claim}. Check {option}, and that the client may see it; an e-mail address has to be verified there',
    EXIT.authentication,
    403,
  ),
  'sign-in-expired': operator(
    'this sign-in took too long, was used already, or began in another browser. Sign in again',
    EXIT.authentication,
    403,
  ),
  'users-file-invalid': operator(
    '{file} cannot be read as a file of users ({problem}), so nobody can sign in. Restore the file, or remove it and invite users again with "sundial users invite"',
    EXIT.failed,
    503,
  ),
  'users-file-busy': operator(
    'the users are being changed (process {holder}, {file}). Try again in a moment',
    EXIT.failed,
    409,
  ),
  'users-file-unwritable': operator(
    '{file} cannot be written ({problem}). Check the permissions of its folder',
    EXIT.failed,
    500,
  ),
} as const satisfies Record<string, ErrorRow>;
