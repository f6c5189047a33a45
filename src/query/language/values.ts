// How a field's values are shown, grouped and sorted: the SQL of its place in a result.
import { rangeText } from './expressions.js';
import type { Field } from './field.js';
import { invalid } from './match.js';

/** A value as JSON holds it: numbers as numbers, no value as null (numbers, times) or ''. */
export function shownSql({ kind, sql, last, ...field }: Field): string {
  if (kind === 'number') return `nullIf(${sql}, 0)`;
  if (kind === 'time') return `if(toUnixTimestamp(${sql}) = 0, NULL, toString(${sql}))`;
  if (kind === 'severity') return `if(${sql} = 'none', '', toString(${sql}))`;
  if (kind === 'range') return rangeText(sql, last!);
  if (kind === 'words') return `CAST(${sql} AS Array(String))`;
  if (kind === 'subject')
    return `if(e.subject_kind IN ('ip', 'network'), ${rangeText('e.subject_first', 'e.subject_last')}, ${sql})`;
  if (kind === 'search') throw invalid({ kind, sql, ...field }, 'is a search and has no value to show');
  return `toString(${sql})`;
}

/** How rows are counted by a field's values. Grouping by the stored value first keeps the texts to make few. */
export interface Grouping {
  /** What rows are grouped by, each with its name; no two groups have the same text. Empty for words. */
  readonly keys: readonly string[];
  /** Whether a group has no value, over the keys. */
  readonly none: string;
  /** The text of a group; '' for rows without a value. */
  readonly text: string;
  /** The words of a row, of which each counts once. */
  readonly words?: string;
  /** Which rows have a typed value, and the text that counts for all others. Reading that costs more than all else. */
  readonly kept?: { readonly isTyped: string; readonly text: string };
}

/** What could not be read counts as the text that it is. */
const KEPT_KEY = 'kept_key';

/** @throws SundialError `query-invalid` for what has no values */
export function groupingOf(field: Field): Grouping {
  const { kind, sql, last, kept } = field;
  const typed = (
    keys: readonly string[],
    isNone: (value: string) => string,
    value: string,
    text: string,
  ): Grouping => ({
    keys,
    none: `(${isNone('value_key')} AND ${KEPT_KEY} = '')`,
    text: `if(${isNone('value_key')}, ${KEPT_KEY}, ${text})`,
    kept: { isTyped: `NOT (${isNone(value)})`, text: kept ?? "''" },
  });
  const one = [`${sql} AS value_key`];
  if (kind === 'number') return typed(one, (value) => `${value} = 0`, sql, 'toString(value_key)');
  if (kind === 'time')
    return typed(one, (value) => `toUnixTimestamp(${value}) = 0`, sql, 'toString(value_key)');
  if (kind === 'severity') return typed(one, (value) => `${value} = 'none'`, sql, 'toString(value_key)');
  if (kind === 'range')
    return typed(
      [`${sql} AS first_key`, `${last} AS value_key`],
      (value) => `${value} = toIPv6('::')`,
      last!,
      rangeText('first_key', 'value_key'),
    );
  const plain = { none: "toString(value_key) = ''", text: 'toString(value_key)' };
  if (kind === 'words') return { ...plain, keys: [], words: `CAST(${sql} AS Array(String))` };
  return {
    ...plain,
    keys: kind === 'subject' || kind === 'search' ? [`${shownSql(field)} AS value_key`] : one,
  };
}

/** Texts are sorted by as many bytes, so that a cursor stays short. */
const SORT_BYTES = 256;

/** What rows are sorted by, how a cursor writes it, and how it is read back from there. */
export interface SortKey {
  readonly sql: string;
  /** The key as text, for the cursor. */
  readonly text: string;
  readonly fromText: (placeholder: string) => string;
}

export function sortKeyOf(field: Field): SortKey {
  const { kind, sql } = field;
  if (kind === 'words' || kind === 'search')
    throw invalid(field, 'cannot be sorted by: a row has several of them');
  if (kind === 'range')
    return { sql, text: `toString(${sql})`, fromText: (text) => `toIPv6OrDefault(${text})` };
  if (kind === 'number' || kind === 'time' || kind === 'date' || kind === 'severity') {
    const number = kind === 'time' ? `toUnixTimestamp(${sql})` : `toUInt32(${sql})`;
    return { sql: number, text: `toString(${number})`, fromText: (text) => `toUInt32OrZero(${text})` };
  }
  const bytes = `substring(${kind === 'subject' ? shownSql(field) : `toString(${sql})`}, 1, ${SORT_BYTES})`;
  return { sql: bytes, text: `hex(${bytes})`, fromText: (text) => `unhex(${text})` };
}
