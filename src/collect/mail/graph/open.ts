// Opens a mailbox at Microsoft as a source.

import type { SourceEntry } from '../../../domain/source-entry.js';
import { networkPace } from '../../../net/index.js';
import type { EntryValues } from '../../declaration.js';
import { needed } from '../../entry.js';
import type { SourceContext } from '../../source-context.js';
import { mailSourceOf, markingOf, messagesOf } from '../mail-entry.js';
import type { MailSource } from '../mail-source.js';
import { microsoftGrant } from '../oauth/entry-grants.js';
import type { GRAPH_ENTRY } from './declaration.js';
import { openGraph } from './graph.js';

/** The application's registration determines what is permitted (Microsoft, "client credentials flow"). */
const SCOPE = 'https://graph.microsoft.com/.default';

/** @throws SundialError `usage` for missing options */
export function openGraphSource(
  entry: SourceEntry<EntryValues<typeof GRAPH_ENTRY>>,
  context: SourceContext,
): MailSource {
  const { clock, env, pace = networkPace(context.clock) } = context;
  const options = {
    url: entry.values.url,
    grant: microsoftGrant(entry, SCOPE, pace),
    user: needed(entry, 'user'),
    folder: entry.values.folder,
    select: messagesOf(entry),
    mark: markingOf(entry),
    ...{ clock, pace, env },
  };
  return mailSourceOf(entry, context, () => openGraph(options), { tellsOfArrivals: false });
}
