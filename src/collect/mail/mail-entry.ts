// What every kind of mailbox reads from its entry: whose messages are reports, which are looked at, how they are marked.

import type { SourceEntry } from '../../domain/source-entry.js';
import type { EntryValues } from '../declaration.js';
import { needed } from '../entry.js';
import type { SourceContext } from '../source-context.js';
import type { Mailbox } from './contract.js';
import type { Marking, MessageSelection } from './imap/imap.js';
import { MailSource } from './mail-source.js';
import type { MailRules } from './message/rules.js';
import type { RULE_OPTIONS, SERVER_MAILBOX_OPTIONS } from './options.js';

type Rules = EntryValues<typeof RULE_OPTIONS>;
type ServerValues = EntryValues<typeof SERVER_MAILBOX_OPTIONS>;

/** What the options say of whose messages are reports. */
export function mailRules(values: Rules): MailRules {
  const lower = (texts: readonly string[]) => texts.map((text) => text.toLowerCase());
  return {
    senders: lower(values.senders),
    forwarders: lower(values.forwarders),
    listDomains: lower(values.list_domains),
    authserv: values.authserv.trim().toLowerCase(),
    signers: lower(values.signers),
    linkHosts: lower(values.link_hosts),
  };
}

/** @param open makes the mailbox anew for each reading, because each has connections of its own */
export function mailSourceOf(
  entry: SourceEntry<Rules>,
  { clock, env, pace }: SourceContext,
  open: () => Promise<Mailbox> | Mailbox,
  { tellsOfArrivals }: { readonly tellsOfArrivals: boolean },
): MailSource {
  const { name, kind, label, values } = entry;
  return new MailSource({
    ...{ name, kind, label, clock, env, tellsOfArrivals },
    ...(pace && { pace }),
    open: async () => [await open()],
    rules: mailRules(values),
    linkLoopback: values.link_loopback,
  });
}

/** Which messages of a mailbox on a server are looked at. */
export function messagesOf({ values }: SourceEntry<ServerValues>): MessageSelection {
  return { unseenOnly: values.search === 'unseen', sinceDays: values.since_days };
}

/** How handled messages are marked. @throws SundialError `usage` where they move and no folder is named */
export function markingOf(entry: SourceEntry<ServerValues>): Marking {
  const { handled: way, handled_folder: folder } = entry.values;
  if (way === 'move') needed(entry, 'handled_folder');
  return { way, folder };
}
