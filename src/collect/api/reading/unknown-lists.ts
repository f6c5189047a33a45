// Finds requested lists that the account does not name, because they are mistyped or not subscribed.
import { didYouMean } from '../../../domain/nearest.js';
import { printable } from '../../../text/index.js';

/** A list that the account does not name. */
export interface UnknownList {
  readonly list: string;
  /** ` (did you mean "..."?)`, or nothing. */
  readonly hint: string;
}

/**
 * @param named the lists that the account names; some accounts have reports but name no lists, and then no list
 * counts as unknown
 */
export function unknownLists(asked: readonly string[], named: readonly string[]): UnknownList[] {
  if (named.length === 0) return [];
  return asked
    .filter((list) => !named.includes(list))
    .map((list) => ({ list, hint: printable(didYouMean(list, named)) }));
}

export function unknownListText({ list, hint }: UnknownList): string {
  return `the list "${printable(list)}" is not one of the account's lists${hint}. "sundial api reports/subscribed" shows them`;
}
