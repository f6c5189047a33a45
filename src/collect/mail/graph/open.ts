// Opens a mailbox at Microsoft as a source.

import { isLoopbackHost } from '../../../domain/host-name.js';
import type { SourceEntry } from '../../../domain/source-entry.js';
import { networkPace } from '../../../net/index.js';
import type { EntryValues } from '../../declaration.js';
import { needed } from '../../entry.js';
import type { SourceContext } from '../../source-context.js';
import { mailSourceOf, markingOf, messagesOf } from '../mail-entry.js';
import type { MailSource } from '../mail-source.js';
import { authorizeMicrosoft } from '../oauth/authorize.js';
import type { Authorization, AuthorizeDialog } from '../oauth/dialog.js';
import { microsoftGrant } from '../oauth/entry-grants.js';
import type { GRAPH_ENTRY } from './declaration.js';
import { openGraph } from './graph.js';

type GraphEntry = SourceEntry<EntryValues<typeof GRAPH_ENTRY>>;

const WORLDWIDE = 'https://graph.microsoft.com';

/** A right at Graph; national clouds have scopes of their own (Microsoft, "National cloud deployments"). */
function scopeOf({ values }: GraphEntry, right: string): string {
  const { origin, hostname } = new URL(values.url);
  return `${isLoopbackHost(hostname) ? WORLDWIDE : origin}/${right}`;
}

/** Asks the mailbox's user for permission. @throws SundialError as `authorizeMicrosoft` */
export function authorizeGraph(
  entry: GraphEntry,
  context: SourceContext,
  dialog: AuthorizeDialog,
): Promise<Authorization> {
  const right = entry.values.handled === 'none' ? 'Mail.Read' : 'Mail.ReadWrite';
  return authorizeMicrosoft(entry, scopeOf(entry, right), context, dialog);
}

/** @throws SundialError `usage` for missing options */
export function openGraphSource(entry: GraphEntry, context: SourceContext): MailSource {
  const { clock, env, pace = networkPace(context.clock) } = context;
  const options = {
    url: entry.values.url,
    // The application's registration determines what is permitted (Microsoft, "client credentials flow").
    grant: microsoftGrant(entry, scopeOf(entry, '.default'), context),
    user: needed(entry, 'user'),
    folder: entry.values.folder,
    select: messagesOf(entry),
    mark: markingOf(entry),
    ...{ clock, pace, env },
  };
  return mailSourceOf(entry, context, () => openGraph(options), { tellsOfArrivals: false });
}
