// Reads mailboxes that the user names by their paths, with the rules of the short form's options.
import type { Clock } from '../../domain/clock.js';
import { shortFormNames, shortFormValues } from '../../domain/short-form.js';
import type { Mailbox } from './contract.js';
import { mailRules } from './mail-entry.js';
import { MailSource } from './mail-source.js';
import { RULE_OPTIONS } from './options.js';

/** @param settings the options outside of `sources`, by their names */
export function namedMailboxes(
  mailboxes: readonly Mailbox[],
  settings: Readonly<Record<string, unknown>>,
  world: { readonly clock: Clock; readonly env: Readonly<NodeJS.ProcessEnv> },
): MailSource {
  const values = shortFormValues(settings, RULE_OPTIONS);
  return new MailSource({
    ...world,
    ...{ name: 'mail', kind: 'mail', tellsOfArrivals: false },
    open: async () => mailboxes,
    rules: mailRules({ values, shown: shortFormNames(RULE_OPTIONS) }),
    linkLoopback: values.link_loopback,
  });
}
