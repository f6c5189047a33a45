// Opens a mailbox at Google as a source.

import type { SourceEntry } from '../../../domain/source-entry.js';
import { networkPace } from '../../../net/index.js';
import type { EntryValues } from '../../declaration.js';
import { needed } from '../../entry.js';
import type { SourceContext } from '../../source-context.js';
import { mailSourceOf, markingOf, messagesOf } from '../mail-entry.js';
import type { MailSource } from '../mail-source.js';
import { authorizeGoogle } from '../oauth/authorize.js';
import type { Authorization, AuthorizeDialog } from '../oauth/dialog.js';
import { googleGrant } from '../oauth/entry-grants.js';
import type { GMAIL_ENTRY } from './declaration.js';
import { openGmail } from './gmail.js';

/** Reads messages and changes their labels, but cannot delete permanently (Google, "Choose Gmail API scopes"). */
const MODIFY_SCOPE = 'https://www.googleapis.com/auth/gmail.modify';
const READ_SCOPE = 'https://www.googleapis.com/auth/gmail.readonly';

type GmailEntry = SourceEntry<EntryValues<typeof GMAIL_ENTRY>>;

const scopeOf = ({ values }: GmailEntry) => (values.handled === 'none' ? READ_SCOPE : MODIFY_SCOPE);

/** Asks the mailbox's user for permission. @throws SundialError as `authorizeGoogle` */
export function authorizeGmail(
  entry: GmailEntry,
  context: SourceContext,
  dialog: AuthorizeDialog,
): Promise<Authorization> {
  return authorizeGoogle(entry, scopeOf(entry), context, dialog);
}

/** @throws SundialError `usage` for missing options */
export function openGmailSource(entry: GmailEntry, context: SourceContext): MailSource {
  const { values } = entry;
  const { clock, env, pace = networkPace(context.clock) } = context;
  const grant = googleGrant(entry, scopeOf(entry), context);
  const options = {
    url: values.url,
    user: needed(entry, 'user'),
    label: values.folder,
    query: values.query,
    select: messagesOf(entry),
    mark: markingOf(entry),
    ...{ clock, pace, env },
  };
  const open = async () => openGmail({ ...options, grant: await grant() });
  return mailSourceOf(entry, context, open, { tellsOfArrivals: false });
}
