// Asks the user of a mailbox for permission, at Microsoft with a code and at Google in a browser, and keeps it.
import { SundialError } from '../../../domain/errors.js';
import { Secret } from '../../../domain/secret.js';
import { HttpClient, networkPace, type Pace } from '../../../net/index.js';
import { needed, shownName } from '../../entry.js';
import type { SourceContext } from '../../source-context.js';
import { MAIL_CODES } from '../web.js';
import { grantedFrom } from './authorized-user.js';
import { authorizeByCode } from './device-code.js';
import type { Authorization, AuthorizeDialog } from './dialog.js';
import { type GoogleEntry, googleTokens, type MicrosoftEntry, microsoftTokens } from './entry-grants.js';
import { grantedFile } from './granted.js';
import { authorizeInBrowser } from './loopback.js';
import type { Issued } from './token-answer.js';

const GOOGLE_PAGE = 'https://accounts.google.com/o/oauth2/v2/auth';

/**
 * Asks the user of a mailbox at Microsoft.
 *
 * @param scope what the user permits; `offline_access` makes it last (Microsoft, "Scopes and permissions")
 * @throws SundialError `usage` for missing options, `mail-declined`, `mail-grant-unwritable`, failures of the network
 */
export function authorizeMicrosoft(
  entry: MicrosoftEntry,
  scope: string,
  context: SourceContext,
  dialog: AuthorizeDialog,
): Promise<Authorization> {
  const [user, clientId] = [needed(entry, 'user'), needed(entry, 'oauth_client_id')];
  const { oauth_certificate_file: certificate, oauth_client_secret: secret } = entry.values;
  if (certificate) throw withoutUser(entry, 'oauth_certificate_file');
  if (secret.reveal()) throw withoutUser(entry, 'oauth_client_secret');
  const tokenUrl = microsoftTokens(entry);
  const deviceUrl = tokenUrl.replace(/\/token$/, '/devicecode');
  return kept(entry, clientId, context, dialog, (world) =>
    authorizeByCode({ user, clientId, tokenUrl, deviceUrl, scope: `${scope} offline_access` }, dialog, world),
  );
}

/** Asks the user of a mailbox at Google; errors as above, and `mail-port-taken`. */
export function authorizeGoogle(
  entry: GoogleEntry,
  scope: string,
  context: SourceContext,
  dialog: AuthorizeDialog,
): Promise<Authorization> {
  if (entry.values.google_key_file) throw withoutUser(entry, 'google_key_file');
  const [user, clientId] = [needed(entry, 'user'), needed(entry, 'oauth_client_id')];
  const clientSecret = new Secret(needed(entry, 'oauth_client_secret'));
  const request = {
    user,
    clientId,
    clientSecret,
    scope,
    tokenUrl: googleTokens(entry),
    pageUrl: GOOGLE_PAGE,
  };
  return kept(entry, clientId, context, dialog, (world) => authorizeInBrowser(request, dialog, world));
}

/** The application signs in without a user, so that a permission would never be used. */
function withoutUser(entry: MicrosoftEntry | GoogleEntry, key: string): SundialError {
  const name = shownName(entry, key);
  return new SundialError('usage', {
    problem: `${name} is set, so that Sundial signs in without the permission of a user; "sundial mail check" tries it. To use a user's permission, leave ${name} out`,
  });
}

async function kept(
  entry: MicrosoftEntry | GoogleEntry,
  clientId: string,
  { folder, clock, env, pace = networkPace(clock) }: SourceContext,
  { signal }: AuthorizeDialog,
  ask: (world: { readonly http: HttpClient; readonly pace: Pace }) => Promise<Issued>,
): Promise<Authorization> {
  const what = `${entry.values.user}, permission`;
  const http = new HttpClient({ env, clock, codes: MAIL_CODES });
  try {
    const answer = await ask({ http, pace });
    if (!answer.refresh)
      throw new SundialError('mail-garbage', { what, problem: 'it contains no refresh token' });
    const granted = grantedFrom(clientId, answer.refresh, answer, clock());
    const file = grantedFile(folder, entry);
    await file.write(granted);
    return { file: file.file, expires: granted.expires };
  } catch (thrown) {
    if (signal.aborted)
      throw new SundialError('mail-declined', { what, problem: 'the command was interrupted' });
    throw thrown;
  } finally {
    await http.close();
  }
}
