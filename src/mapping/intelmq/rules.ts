// Combines the tables with the catalogue: the rules of each report type, also of types that no table knows.
import type { Catalogue, ReportType } from '../../catalogue/index.js';
import { COLUMNS } from './columns.js';
import type { Value } from './conversions.js';
import { EXCEPTIONS } from './exceptions.js';
import type { ColumnRules, Rule } from './rule.js';
import { TYPES } from './types.js';

/** How events of one report type become IntelMQ events. */
export interface TypeRules {
  /** `feed.name`. */
  readonly feed: string;
  /** `feed.documentation`. */
  readonly documentation: string | undefined;
  /** Fields that replace what columns say. */
  readonly constants: Readonly<Record<string, Value>>;
  /** Fields of events whose columns say nothing about them. */
  readonly defaults: Readonly<Record<string, Value>>;
  /** The rules of a column; undefined = its text goes to `extra` as it is. */
  readonly ofColumn: (column: string) => readonly Rule[] | undefined;
}

/** Columns that mean the same in all types, also in those that lost them: an event without its address is of no use. */
const OF_SOURCE: ReadonlySet<string> = new Set(['ip', 'port', 'asn', 'geo', 'region', 'city', 'hostname']);

/** Finds the rules of a report type. */
export type RuleBook = (type: string) => TypeRules;

/** The rule of a column that the type has, but no table. */
const PLAIN: readonly Rule[] = [['extra', 'text']];

/** The rules that Sundial ships. */
export function shippedRules(catalogue: Catalogue): RuleBook {
  const known = new Map<string, TypeRules>();
  return (type) => {
    const rules = known.get(type) ?? rulesOf(catalogue.describe(type));
    known.set(type, rules);
    return rules;
  };
}

function rulesOf({ id, name, link, classification, columns, known }: ReportType): TypeRules {
  const row = own(TYPES, id);
  const special: ColumnRules = Object.assign(
    {},
    ...EXCEPTIONS.filter(({ types }) => types.includes(id)).map((exception) => exception.columns),
  );
  const published = new Set(columns);
  return {
    feed: name,
    documentation: row?.documentation ?? link,
    constants: defined({
      'classification.identifier': row ? row.identifier : id.replaceAll('_', '-'),
      'protocol.application': row?.application,
      'protocol.transport': row?.transport,
    }),
    defaults: {
      'classification.taxonomy': classification.taxonomy,
      'classification.type': row?.classification ?? classification.type,
    },
    ofColumn: (column) => {
      // A column that the publisher does not have in this type is an old one, and may mean something else.
      if (known && published.size > 0 && !published.has(column) && !OF_SOURCE.has(column)) return undefined;
      return own(special, column) ?? own(COLUMNS, column) ?? (known ? PLAIN : undefined);
    },
  };
}

/** Names of columns come from reports: `constructor` is none of a table's rows. */
const own = <T>(table: Readonly<Record<string, T>>, name: string): T | undefined =>
  Object.hasOwn(table, name) ? table[name] : undefined;

function defined(values: Readonly<Record<string, Value | undefined>>): Record<string, Value> {
  return Object.fromEntries(
    Object.entries(values).filter((pair): pair is [string, Value] => pair[1] !== undefined),
  );
}
