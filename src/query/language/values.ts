// The SQL that displays, groups and sorts a field's values.
import { rangeText } from '../../store/index.js';
import type { Field } from './field.js';
import { invalid } from './match.js';

/** A value for JSON: numbers as numbers, a missing value as null (numbers, times) or ''. */
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

/** How rows are counted by a field's values. Grouping by the stored value first reduces the number of texts to build. */
export interface Grouping {
  /** The grouping expressions, each with its name; no two groups have the same text. Empty for words. */
  readonly keys: readonly string[];
  /** Whether a group has no value, over the keys. */
  readonly none: string;
  /** The text of a group; '' for rows without a value. */
  readonly text: string;
  /** The words of a row, each of which counts once. */
  readonly words?: string;
  /**
   * The rows that have a typed value, and their keys if fewer columns tell them apart; and all other rows with their text.
   * Reading the text is the most expensive part.
   */
  readonly kept?: {
    readonly isTyped: string;
    readonly typedKeys?: readonly string[];
    readonly isOther: string;
    readonly text: string;
  };
  /** Sorts equally frequent groups by their keys, for fields with so many values that making all texts takes long. */
  readonly order?: string;
}

/** Values that could not be parsed are counted by their text. */
const KEPT_KEY = 'kept_key';

type TypedGrouping = (
  keys: readonly string[],
  isNone: (value: string) => string,
  value: string,
  text: string,
) => Grouping;

/**
 * Most rows hold a host, whose first address is its last: one column as the key takes half as long as two. Networks are
 * counted with the rows that have no typed value.
 */
function rangeGrouping({ sql, last, isNetwork, kept }: Field, typed: TypedGrouping, key: string): Grouping {
  const none = "toIPv6('::')";
  const keys = [`${sql} AS first_key`, `${last} AS ${key}`];
  return {
    ...typed(keys, (value) => `${value} = ${none}`, last!, rangeText('first_key', key)),
    kept: {
      isTyped: `(${sql} = ${last} AND ${last} != ${none})`,
      typedKeys: [`${sql} AS first_key`, `first_key AS ${key}`],
      // Written so that the table's indexes skip blocks with hosts only.
      isOther: `(${last} = ${none}${isNetwork ? ` OR ${isNetwork} = 1` : ` OR ${sql} != ${last}`})`,
      text: `if(${last} = ${none}, ${kept ?? "''"}, '')`,
    },
    order: `first_key, ${key}, ${KEPT_KEY}`,
  };
}

/**
 * @param key the name of the column of values
 * @throws SundialError `query-invalid` for a field without values
 */
export function groupingOf(field: Field, key = 'value_key'): Grouping {
  const { kind, sql, kept } = field;
  const typed: TypedGrouping = (keys, isNone, value, text) => ({
    keys,
    none: `(${isNone(key)} AND ${KEPT_KEY} = '')`,
    text: `if(${isNone(key)}, ${KEPT_KEY}, ${text})`,
    kept: { isTyped: `NOT (${isNone(value)})`, isOther: isNone(value), text: kept ?? "''" },
  });
  const text = `toString(${key})`;
  const keys = [`${sql} AS ${key}`];
  if (kind === 'number') return typed(keys, (value) => `${value} = 0`, sql, text);
  if (kind === 'time') return typed(keys, (value) => `toUnixTimestamp(${value}) = 0`, sql, text);
  if (kind === 'severity') return typed(keys, (value) => `${value} = 'none'`, sql, text);
  if (kind === 'range') return rangeGrouping(field, typed, key);
  const plain = { none: `${text} = ''`, text: text };
  if (kind === 'words') return { ...plain, keys: [], words: `CAST(${sql} AS Array(String))` };
  return {
    ...plain,
    keys: kind === 'subject' || kind === 'search' ? [`${shownSql(field)} AS ${key}`] : keys,
  };
}

/** Texts are sorted by their first bytes only, so that a cursor stays short. */
const SORT_BYTES = 256;

/** The sort key of rows, its text in a cursor, and how to read it back. */
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
