// Answers requests for the list of entries of the whitelist.
import { addDays, dateOf, datePart } from '../../domain/days.js';
import { FOREVER, Whitelist, type WhitelistEntry } from '../../triage/index.js';
import type { AnswerOf } from './contract.js';
import type { Handlers } from './endpoints.js';
import type { HandlerParts } from './handler-parts.js';
import { legible } from './legible.js';

/** An entry that ends within so many days is looked at once more before it does. */
const SOON_DAYS = 14;

export function entryHandlers({ data, clock }: HandlerParts): Pick<Handlers, 'entries'> {
  return {
    entries: async () => {
      const { operator, catalogue } = data();
      const entries = await new Whitelist({ store: operator, catalogue, clock }).list({ ended: true });
      const soon = addDays(dateOf(clock()), SOON_DAYS);
      return legible({ entries: entries.map((entry) => entryOf(entry, soon)) });
    },
  };
}

function entryOf(row: WhitelistEntry, soon: string): AnswerOf<'entries'>['entries'][number] {
  const {
    entry,
    version,
    type,
    types,
    subject,
    until,
    ended,
    break_through,
    reason,
    author,
    applied,
    applied_on,
  } = row;
  return {
    ...{
      entry,
      version,
      type,
      types: [...types],
      subject,
      break_through,
      reason,
      author,
      applied,
      applied_on,
    },
    until: until === FOREVER ? null : until,
    state: (ended && 'ended') || (datePart(until) <= soon ? 'ends-soon' : 'lasting'),
    since: datePart(row.inserted_at),
  };
}
