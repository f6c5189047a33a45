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
  /** What rows are grouped by, each with its name. Of several values in a row each counts once. */
  readonly keys: readonly string[];
  /** The text of a group; '' for rows without a value. */
  readonly text: string;
}

/** @throws SundialError `query-invalid` for what has no values */
export function groupingOf(field: Field): Grouping {
  const { kind, sql, last, kept = "''" } = field;
  const orKept = (none: string, text: string): Grouping => {
    const named = text.replaceAll('VALUE', 'value_key');
    const noneNamed = none.replaceAll('VALUE', 'value_key');
    return {
      // What could not be read counts as the text that it is.
      keys: [`${sql} AS value_key`, `if(${none.replaceAll('VALUE', sql)}, ${kept}, '') AS kept_key`],
      text: `if(${noneNamed}, kept_key, ${named})`,
    };
  };
  if (kind === 'number') return orKept('VALUE = 0', 'toString(VALUE)');
  if (kind === 'time') return orKept('toUnixTimestamp(VALUE) = 0', 'toString(VALUE)');
  if (kind === 'severity') return orKept("VALUE = 'none'", 'toString(VALUE)');
  if (kind === 'range')
    return {
      keys: [
        `${sql} AS first_key`,
        `${last} AS last_key`,
        `if(${last} = toIPv6('::'), ${kept}, '') AS kept_key`,
      ],
      text: `if(last_key = toIPv6('::'), kept_key, ${rangeText('first_key', 'last_key')})`,
    };
  if (kind === 'words') {
    const words = `arrayDistinct(CAST(${sql} AS Array(String)))`;
    return { keys: [`arrayJoin(if(empty(${sql}), [''], ${words})) AS value_key`], text: 'value_key' };
  }
  if (kind === 'subject' || kind === 'search')
    return { keys: [`${shownSql(field)} AS value_key`], text: 'value_key' };
  return { keys: [`${sql} AS value_key`], text: 'toString(value_key)' };
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
