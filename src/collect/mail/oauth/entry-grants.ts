// Makes grants of access from the options of a mailbox's entry: Microsoft's and Google's.
import { Secret } from '../../../domain/secret.js';
import type { SourceEntry } from '../../../domain/source-entry.js';
import type { Pace } from '../../../net/index.js';
import type { EntryValues } from '../../declaration.js';
import { needed } from '../../entry.js';
import { clientCredentials, refreshToken, serviceAccount } from './grants.js';
import type { OAUTH_OPTIONS } from './options.js';
import type { Grant } from './tokens.js';

type OAuthValues = EntryValues<typeof OAUTH_OPTIONS>;
type MicrosoftEntry = SourceEntry<
  Pick<
    OAuthValues,
    'oauth_tenant' | 'oauth_client_id' | 'oauth_client_secret' | 'oauth_certificate_file' | 'oauth_url'
  >
>;
type GoogleEntry = SourceEntry<
  Pick<
    OAuthValues,
    'oauth_client_id' | 'oauth_client_secret' | 'oauth_refresh_token' | 'google_key_file' | 'oauth_url'
  > & { readonly user: string }
>;

const GOOGLE_TOKENS = 'https://oauth2.googleapis.com/token';

/** The operator's own application at Microsoft. @throws SundialError `usage` for missing options */
export function microsoftGrant(entry: MicrosoftEntry, scope: string, { clock }: Pace): Grant {
  const { oauth_url, oauth_client_secret, oauth_certificate_file } = entry.values;
  const tenant = oauth_url ? '' : needed(entry, 'oauth_tenant');
  if (!oauth_certificate_file) needed(entry, 'oauth_client_secret');
  return clientCredentials({
    tokenUrl:
      oauth_url || `https://login.microsoftonline.com/${encodeURIComponent(tenant)}/oauth2/v2.0/token`,
    clientId: needed(entry, 'oauth_client_id'),
    clientSecret: oauth_client_secret,
    certificateFile: oauth_certificate_file,
    scope,
    clock,
  });
}

/**
 * A service account at Google, or a user's refresh token. Missing options are reported at once; the key file is read
 * when a token is requested.
 *
 * @throws SundialError `usage` for missing options
 */
export function googleGrant(entry: GoogleEntry, scope: string, { clock }: Pace): () => Promise<Grant> {
  const { google_key_file: keyFile, oauth_url: tokenUrl, oauth_client_secret: clientSecret } = entry.values;
  const subject = needed(entry, 'user');
  if (keyFile) return () => serviceAccount({ keyFile, subject, scope, tokenUrl, clock });
  const grant = refreshToken({
    tokenUrl: tokenUrl || GOOGLE_TOKENS,
    clientId: needed(entry, 'oauth_client_id'),
    clientSecret,
    refreshToken: new Secret(needed(entry, 'oauth_refresh_token')),
  });
  return async () => grant;
}
