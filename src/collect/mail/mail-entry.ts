// Reads the common options of mailboxes from an entry: senders of reports, messages to read, and how to mark them.

import type { SourceEntry } from '../../domain/source-entry.js';
import type { EntryValues } from '../declaration.js';
import { needed, shownName } from '../entry.js';
import type { SourceContext } from '../source-context.js';
import type { Mailbox } from './contract.js';
import type { Marking, MessageSelection } from './imap/imap.js';
import { MailSource } from './mail-source.js';
import type { MailRules } from './message/rules.js';
import type { RULE_OPTIONS, SERVER_MAILBOX_OPTIONS } from './options.js';

type Rules = EntryValues<typeof RULE_OPTIONS>;
type ServerValues = EntryValues<typeof SERVER_MAILBOX_OPTIONS>;

/** The rules from the options on which messages contain reports. */
export function mailRules({ values, shown }: Pick<SourceEntry<Rules>, 'values' | 'shown'>): MailRules {
  const lower = (texts: readonly string[]) => texts.map((text) => text.toLowerCase());
  return {
    senders: lower(values.senders),
    forwarders: lower(values.forwarders),
    listDomains: lower(values.list_domains),
    authserv: values.authserv.trim().toLowerCase(),
    signers: lower(values.signers),
    linkHosts: lower(values.link_hosts),
    options: {
      senders: shownName({ shown }, 'senders'),
      forwarders: shownName({ shown }, 'forwarders'),
      linkHosts: shownName({ shown }, 'link_hosts'),
    },
  };
}

/** @param open opens the mailbox for each reading, because each reading has its own connections */
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
    rules: mailRules(entry),
    linkLoopback: values.link_loopback,
  });
}

/** Which messages of a mailbox on a server are read. */
export function messagesOf({ values }: SourceEntry<ServerValues>): MessageSelection {
  return { unseenOnly: values.search === 'unseen', sinceDays: values.since_days };
}

/** How to mark handled messages. @throws SundialError `usage` if messages are to be moved and no folder is named */
export function markingOf(entry: SourceEntry<ServerValues>): Marking {
  const { handled: way, handled_folder: folder } = entry.values;
  if (way === 'move') needed(entry, 'handled_folder');
  return { way, folder, option: shownName(entry, 'handled') };
}
