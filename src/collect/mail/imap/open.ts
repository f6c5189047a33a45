// Opens a mailbox on an IMAP server as a source, with a password or with access tokens.

import type { SourceEntry } from '../../../domain/source-entry.js';
import { networkPace } from '../../../net/index.js';
import type { EntryValues } from '../../declaration.js';
import { missing, needed, shownName } from '../../entry.js';
import type { SourceContext } from '../../source-context.js';
import type { Mailbox } from '../contract.js';
import { mailSourceOf, markingOf, messagesOf } from '../mail-entry.js';
import type { MailSource } from '../mail-source.js';
import { namedFile } from '../named-file.js';
import { authorizeGoogle, authorizeMicrosoft } from '../oauth/authorize.js';
import type { Authorization, AuthorizeDialog } from '../oauth/dialog.js';
import { googleGrant, microsoftGrant } from '../oauth/entry-grants.js';
import { type Grant, openTokens } from '../oauth/tokens.js';
import type { IMAP_ENTRY } from './declaration.js';
import { openImap } from './imap.js';

type ImapEntry = SourceEntry<EntryValues<typeof IMAP_ENTRY>>;

/** The scope that IMAP requires; there is no narrower one (Google, "IMAP, POP, and SMTP"). */
const GMAIL_SCOPE = 'https://mail.google.com/';
const EXCHANGE_SCOPE = 'https://outlook.office365.com/.default';
/** The same on behalf of a user (Microsoft, "Authenticate an IMAP, POP or SMTP connection using OAuth"). */
const EXCHANGE_USER_SCOPE = 'https://outlook.office365.com/IMAP.AccessAsUser.All';

/** Asks the mailbox's user for permission. @throws SundialError as `authorizeMicrosoft` and `authorizeGoogle` */
export function authorizeImap(
  entry: ImapEntry,
  context: SourceContext,
  dialog: AuthorizeDialog,
): Promise<Authorization> {
  return isAtMicrosoft(entry)
    ? authorizeMicrosoft(entry, EXCHANGE_USER_SCOPE, context, dialog)
    : authorizeGoogle(entry, GMAIL_SCOPE, context, dialog);
}

/** @throws SundialError `usage` for missing options */
export function openImapSource(entry: ImapEntry, context: SourceContext): MailSource {
  const { values } = entry;
  const { clock, env, pace = networkPace(context.clock) } = context;
  const host = needed(entry, 'host');
  const user = needed(entry, 'user');
  const options = {
    host,
    user,
    port: values.port || (values.tls === 'tls' ? 993 : 143),
    tls: values.tls,
    caFile: namedFile(entry, 'ca_file'),
    folder: values.folder,
    select: messagesOf(entry),
    mark: markingOf(entry),
    clock,
  };
  if (values.password.reveal() !== '') {
    const open = () => openImap({ ...options, password: values.password });
    return mailSourceOf(entry, context, open, { tellsOfArrivals: true });
  }
  const grant = grantOf(entry, context);
  const open = async () => {
    const tokens = openTokens(await grant(), `${user}@${host}`, { env, pace });
    const mailbox = openImap({ ...options, password: () => tokens.get() });
    return closingAlso(mailbox, () => tokens.close());
  };
  return mailSourceOf(entry, context, open, { tellsOfArrivals: true });
}

function grantOf(entry: ImapEntry, context: SourceContext): () => Promise<Grant> {
  const { google_key_file, oauth_client_id } = entry.values;
  if (!google_key_file && !oauth_client_id) {
    const name = shownName(entry, 'password');
    throw missing(entry, `${name} is not set, and neither are the options for OAuth 2.0`);
  }
  if (!isAtMicrosoft(entry)) return googleGrant(entry, GMAIL_SCOPE, context);
  const grant = microsoftGrant(entry, EXCHANGE_SCOPE, context);
  return async () => grant;
}

/** A tenant, a certificate or an address for tokens without Google's means is Microsoft's. */
function isAtMicrosoft({ values }: ImapEntry): boolean {
  const { google_key_file, oauth_refresh_token, oauth_tenant, oauth_certificate_file, oauth_url } = values;
  if (google_key_file || oauth_refresh_token.reveal()) return false;
  return [oauth_tenant, oauth_certificate_file, oauth_url].some(Boolean);
}

function closingAlso(mailbox: Mailbox, also: () => Promise<void>): Mailbox {
  const close = mailbox.close.bind(mailbox);
  return Object.assign(mailbox, {
    close: async () => {
      await close();
      await also();
    },
  });
}
