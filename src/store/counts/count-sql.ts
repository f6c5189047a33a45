// The statement that counts the events of loads: one pass over the counted columns for all fields.
import type { Parameters } from '../engine/engine.js';
import type { LedgerEntry } from '../ledger/ledger.js';
import { COUNTED_FIELDS, type CountedField, EVENTS_FIELD } from './counted-fields.js';

/** The ledger's fields of a load that counting its events requires. */
export type CountedLoad = Pick<
  LedgerEntry,
  'load' | 'report_type' | 'report_date' | 'list' | 'rows' | 'header' | 'slots'
> & {
  /** False if no row keeps the text of a number or severity without a typed value; such texts are not looked for then. */
  readonly keepsTexts?: boolean;
};

export interface CountStatement {
  readonly sql: string;
  readonly values: Parameters;
}

/** Larger groupings spill to disk; one thread bounds the memory of the rest, and all rows of a load become one part. */
const SETTINGS = `SETTINGS max_bytes_before_external_group_by = 134217728, max_threads = 1, max_insert_threads = 1,
  min_insert_block_size_rows = 16777216, min_insert_block_size_bytes = 0`;

/**
 * Rows up to which values are counted row by row. Counting many rows takes several times as long in this way, but the
 * engine plans the statement in a third of the time, and planning is most of the work for small reports.
 */
const FEW_ROWS = 5_000;

/** The statement that counts, for each load, the events with `first` = 1. */
export function countStatement(loads: readonly CountedLoad[]): CountStatement {
  const typed = loads.reduce((sum, { rows }) => sum + rows, 0) <= FEW_ROWS ? TYPED_BY_ROW : TYPED_BY_COLUMN;
  const kept = new KeptTexts(loads.filter(({ keepsTexts }) => keepsTexts !== false));
  const ofLoad = (list: string) => `{${list}:Array(String)}[indexOf({loads:Array(UInt32)}, load)]`;
  return {
    sql: `INSERT INTO count_rows (load, report_type, report_date, list, field, value, kept, events)
      SELECT load, ${ofLoad('types')}, toDate(${ofLoad('days')}), ${ofLoad('lists')}, field, value, kept, sum(events) AS sum
      FROM (${[typed, ...kept.selects()].join(' UNION ALL ')})
      GROUP BY load, field, value, kept HAVING sum > 0 ${SETTINGS}`,
    values: {
      ...kept.values,
      loads: loads.map(({ load }) => load),
      types: loads.map(({ report_type }) => report_type),
      days: loads.map(({ report_date }) => report_date),
      lists: loads.map(({ list }) => list),
      dates: [...new Set(loads.map(({ report_date }) => report_date))],
    },
  };
}

const OF_LOADS = 'report_date IN {dates:Array(Date)} AND load IN {loads:Array(UInt32)} AND first = 1';

/** The fields to count. Rows are grouped by each field's column separately. */
const GROUPED: readonly CountedField[] = [
  { field: EVENTS_FIELD, kind: 'word', column: 'report_type' },
  ...COUNTED_FIELDS,
];

/** The values of a group of a column, as an array of texts; '' for none. */
const VALUES: Readonly<Record<CountedField['kind'], (column: string) => string>> = {
  word: (column) => `[toString(${column})]`,
  number: (column) => `[if(${column} = 0, '', toString(${column}))]`,
  severity: (column) => `[if(${column} = 'none', '', toString(${column}))]`,
  words: (column) => `if(empty(${column}), [''], arrayDistinct(CAST(${column} AS Array(String))))`,
};

/** Counts typed values: all values of a row are formatted as text and then counted. */
const TYPED_BY_ROW = `SELECT load, field, arrayJoin(texts) AS value, 0 AS kept, toInt64(count()) AS events
  FROM event_rows ARRAY JOIN [${GROUPED.map(({ field }) => `'${field}'`).join(', ')}] AS field,
    [${GROUPED.map(({ kind, column }) => VALUES[kind](column)).join(', ')}] AS texts
  WHERE ${OF_LOADS} GROUP BY load, field, value`;

/** Counts typed values: one pass groups by each column, and only groups are formatted as text. */
const TYPED_BY_COLUMN = `SELECT load, field, arrayJoin(texts) AS value, 0 AS kept, toInt64(rows) AS events FROM (
    SELECT load, multiIf(${perField(({ field }) => `'${field}'`)}, '') AS field,
      multiIf(${perField(({ kind, column }) => VALUES[kind](column))}, ['']) AS texts, count() AS rows
    FROM event_rows WHERE ${OF_LOADS}
    GROUP BY GROUPING SETS (${GROUPED.map(({ column }) => `(load, ${column})`).join(', ')}))`;

/** Alternatives of a multiIf: the value of a group if the group belongs to a field's column. */
function perField(value: (field: CountedField) => string): string {
  return GROUPED.map((field) => `grouping(${field.column}) = 0, ${value(field)}`).join(', ');
}

/**
 * Counts the texts of values that could not be typed, which are in the maps of the rows. Counting typed values counts such
 * rows as rows without a value, so each text also subtracts its rows from those.
 */
class KeptTexts {
  readonly values: Record<string, string> = {};

  constructor(private readonly loads: readonly CountedLoad[]) {}

  selects(): string[] {
    return COUNTED_FIELDS.flatMap((field) =>
      field.kind === 'number' || field.kind === 'severity' ? this.selectsOf(field) : [],
    );
  }

  private selectsOf({ field, kind, column }: CountedField): string[] {
    const feeders = this.feedersOf(column);
    if (feeders.size === 0) return [];
    const texts = [...feeders].map(
      ([name, loads]) => `load IN (${loads.join(', ')}), rest[${this.bind(name)}]`,
    );
    const among = [...feeders.values()].flat().join(', ');
    // Reading a text is expensive, so only rows without a typed value are read.
    const none = `${column} = ${kind === 'severity' ? "'none'" : '0'}`;
    return [
      `SELECT load, '${field}', arrayJoin([text, '']) AS value, toUInt8(value != ''), if(value = '', -1, 1) * toInt64(rows) FROM (
         SELECT load, multiIf(${texts.join(', ')}, '') AS text, count() AS rows FROM event_rows
         WHERE ${OF_LOADS} AND load IN (${among}) AND ${none} GROUP BY load, text HAVING text != '')`,
    ];
  }

  /** The loads whose report feeds a typed column, by the name of the report's column. */
  private feedersOf(slot: string): Map<string, number[]> {
    const feeders = new Map<string, number[]>();
    for (const { load, header, slots } of this.loads) {
      const name = header[slots.indexOf(slot)];
      if (name !== undefined) feeders.set(name, [...(feeders.get(name) ?? []), load]);
    }
    return feeders;
  }

  private bind(name: string): string {
    const known = Object.entries(this.values).find(([, value]) => value === name)?.[0];
    const parameter = known ?? `column_${Object.keys(this.values).length}`;
    this.values[parameter] = name;
    return `{${parameter}:String}`;
  }
}
