// Makes grants of access from the options of a mailbox's entry: Microsoft's and Google's.
import type { Clock } from '../../../domain/clock.js';
import { isReportDate } from '../../../domain/report.js';
import type { Secret } from '../../../domain/secret.js';
import type { SourceEntry } from '../../../domain/source-entry.js';
import type { EntryValues } from '../../declaration.js';
import { missing, needed, shownName } from '../../entry.js';
import { namedFile } from '../named-file.js';
import { authorizedUser } from './authorized-user.js';
import { grantedFile } from './granted.js';
import { clientCredentials, refreshToken, serviceAccount } from './grants.js';
import type { OAUTH_OPTIONS } from './options.js';
import type { Grant } from './tokens.js';

type OAuthValues = EntryValues<typeof OAUTH_OPTIONS>;
export type MicrosoftEntry = SourceEntry<
  Pick<
    OAuthValues,
    | 'oauth_tenant'
    | 'oauth_client_id'
    | 'oauth_client_secret'
    | 'oauth_client_secret_expires'
    | 'oauth_certificate_file'
    | 'oauth_url'
  > & { readonly user: string }
>;
export type GoogleEntry = SourceEntry<
  Pick<
    OAuthValues,
    'oauth_client_id' | 'oauth_client_secret' | 'oauth_refresh_token' | 'google_key_file' | 'oauth_url'
  > & { readonly user: string }
>;

/** Where the permissions of users are kept, and the time. */
export interface GrantContext {
  /** Sundial's data folder. */
  readonly folder: string;
  readonly clock: Clock;
}

const GOOGLE_TOKENS = 'https://oauth2.googleapis.com/token';

/** The address that issues Microsoft's tokens. @throws SundialError `usage` without a tenant */
export function microsoftTokens(entry: MicrosoftEntry): string {
  const { oauth_url } = entry.values;
  if (oauth_url) return oauth_url;
  const tenant = encodeURIComponent(needed(entry, 'oauth_tenant'));
  return `https://login.microsoftonline.com/${tenant}/oauth2/v2.0/token`;
}

/** The address that issues Google's tokens to users. */
export function googleTokens({ values }: GoogleEntry): string {
  return values.oauth_url || GOOGLE_TOKENS;
}

/**
 * The operator's own application at Microsoft, with its secret or certificate; without both, the permission of the
 * mailbox's user.
 *
 * @param scope what the application may do without a user
 * @throws SundialError `usage` for missing options
 */
export function microsoftGrant(entry: MicrosoftEntry, scope: string, context: GrantContext): Grant {
  const { oauth_client_secret: clientSecret } = entry.values;
  const certificateFile = namedFile(entry, 'oauth_certificate_file');
  requireDay(entry);
  const tokenUrl = microsoftTokens(entry);
  const clientId = needed(entry, 'oauth_client_id');
  if (!certificateFile && clientSecret.reveal() === '')
    return userGrant(entry, { tokenUrl, clientId, clientSecret }, context);
  return clientCredentials({
    tokenUrl,
    clientId,
    clientSecret,
    certificateFile,
    scope,
    clock: context.clock,
  });
}

function requireDay(entry: MicrosoftEntry): void {
  const { oauth_client_secret_expires: day } = entry.values;
  if (day !== '' && !isReportDate(day))
    throw missing(
      entry,
      `${shownName(entry, 'oauth_client_secret_expires')} is not a day such as 2027-01-31`,
    );
}

/**
 * A service account at Google, a user's refresh token from the options, or the permission that the user granted.
 * Missing options are reported at once; files are read when a token is requested.
 *
 * @throws SundialError `usage` for missing options
 */
export function googleGrant(entry: GoogleEntry, scope: string, context: GrantContext): () => Promise<Grant> {
  const { oauth_url: tokenUrl } = entry.values;
  const keyFile = namedFile(entry, 'google_key_file');
  const subject = needed(entry, 'user');
  if (keyFile) return () => serviceAccount({ keyFile, subject, scope, tokenUrl, clock: context.clock });
  const grant = googleUserGrant(entry, context);
  return async () => grant;
}

function googleUserGrant(entry: GoogleEntry, context: GrantContext): Grant {
  const { oauth_client_secret: clientSecret, oauth_refresh_token: token } = entry.values;
  const application = {
    tokenUrl: googleTokens(entry),
    clientId: needed(entry, 'oauth_client_id'),
    clientSecret,
  };
  if (token.reveal() === '') return userGrant(entry, application, context);
  return refreshToken({ ...application, refreshToken: token });
}

function userGrant(
  entry: SourceEntry<{ readonly user: string }>,
  application: { readonly tokenUrl: string; readonly clientId: string; readonly clientSecret: Secret },
  { folder, clock }: GrantContext,
): Grant {
  return authorizedUser({ ...application, what: entry.values.user, file: grantedFile(folder, entry), clock });
}
