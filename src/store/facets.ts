// Counts visible events by one field: a typed column, or any other column of a report, looked up in the map.
import { SundialError } from '../domain/errors.js';
import { EVENT_COLUMNS, type EventColumn } from '../domain/event-columns.js';
import { didYouMean } from '../domain/nearest.js';
import type { Engine, Parameters } from './engine.js';
import type { LedgerFilter } from './ledger.js';

export interface FacetRequest {
  /** A typed column, `tag`, `cve`, `type`, `date`, `list`, or any column that occurs in a loaded report. */
  readonly field: string;
  readonly filter: Pick<LedgerFilter, 'types' | 'list' | 'from' | 'to'>;
  /** How many values, the most frequent first. */
  readonly limit: number;
}

export interface Facet {
  /** The field as it is spelled. */
  readonly field: string;
  /** Events that match the filter. */
  readonly events: number;
  /** Those of them that have no value here. */
  readonly without: number;
  /** How many values there are in all. */
  readonly distinct: number;
  readonly values: readonly { readonly value: string; readonly events: number }[];
}

/** How a field is read: what rows are grouped by, and the text of a group. Grouping first keeps texts few. */
interface Field {
  readonly name: string;
  readonly keys: readonly string[];
  readonly text: string;
  readonly parameters: Parameters;
}

/** Bounds the memory of fields with many values; beyond it the engine spills to disk. */
const SPILL_BYTES = 256 * 1024 * 1024;

/** Counts events by a field. @throws SundialError `field-unknown`, `query-memory` */
export async function countByField(engine: Engine, request: FacetRequest): Promise<Facet> {
  const field = fixedField(request.field) ?? (await otherField(engine, request.field));
  const where = conditions(request.filter);
  const parameters = { ...request.filter, ...field.parameters, limit: request.limit + 1 };
  const [total] = await engine.rows<{ events: number }>(
    `SELECT count() AS events FROM events WHERE ${where}`,
    parameters,
  );
  const rows = await engine.rows<Row>(
    `SELECT value, events, sumIf(events, value = '') OVER () AS without, countIf(value != '') OVER () AS \`distinct\`
     FROM (
       SELECT ${field.text} AS value, sum(n) AS events
       FROM (SELECT ${field.keys.join(', ')}, count() AS n FROM events WHERE ${where} GROUP BY ALL)
       GROUP BY value)
     ORDER BY value = '', events DESC, value LIMIT {limit:UInt32}
     SETTINGS max_bytes_before_external_group_by = ${SPILL_BYTES}`,
    parameters,
  );
  const values = rows.filter(({ value }) => value !== '').slice(0, request.limit);
  return {
    field: field.name,
    events: total!.events,
    without: rows[0]?.without ?? 0,
    distinct: rows[0]?.distinct ?? 0,
    values: values.map(({ value, events }) => ({ value, events })),
  };
}

interface Row {
  readonly value: string;
  readonly events: number;
  readonly without: number;
  readonly distinct: number;
}

function conditions({ types = [], list, from, to }: FacetRequest['filter']): string {
  return [
    '1',
    ...(types.length > 0 ? ['has({types:Array(String)}, report_type)'] : []),
    ...(list !== undefined ? ['list = {list:String}'] : []),
    ...(from !== undefined ? ['report_date >= toDate({from:String})'] : []),
    ...(to !== undefined ? ['report_date <= toDate({to:String})'] : []),
  ].join(' AND ');
}

/** What every event has, whatever its report's columns are. */
const OWN: Readonly<Record<string, string>> = {
  type: 'toString(report_type)',
  report_type: 'toString(report_type)',
  date: 'toString(report_date)',
  report_date: 'toString(report_date)',
  list: 'toString(list)',
};

/** Several values per event: each counts once; an event without any counts as one without. */
const MANY: Readonly<Record<string, string>> = { tag: 'tags', tags: 'tags', cve: 'cves', cves: 'cves' };

function fixedField(asked: string): Field | undefined {
  const name = asked.toLowerCase();
  const many = MANY[name];
  if (many) {
    const each = `arrayJoin(if(empty(${many}), [''], arrayDistinct(arrayMap(one -> toString(one), ${many})))) AS a`;
    return { name, keys: [each], text: 'a', parameters: {} };
  }
  const own = OWN[name];
  if (own) return { name, keys: [`${own} AS a`], text: 'a', parameters: {} };
  const column = EVENT_COLUMNS.find((typed) => typed.name === name);
  if (!column) return undefined;
  const { none } = READ[column.kind];
  // Where the typed value says "none", the text may have been kept because no value could be read from it.
  const kept = none ? [`if(${none(column.name)}, rest[{kept:String}], '') AS kept`] : ["'' AS kept"];
  return { name, keys: [...rawKeys(column), ...kept], text: typedText(column), parameters: { kept: name } };
}

/** How a kind of column becomes text; `none` is the stored value that says that there is none. */
interface Reading {
  readonly none?: (column: string) => string;
  readonly text: (column: string) => string;
}

const NO_ADDRESS = "toIPv6('::')";
/** IPv4 is stored mapped and printed dotted. */
const dotted = (column: string) =>
  `replaceRegexpOne(toString(${column}), '^::ffff:(\\\\d+\\\\.\\\\d+\\\\.\\\\d+\\\\.\\\\d+)$', '\\\\1')`;
const isMapped = (column: string) => `match(toString(${column}), '^::ffff:\\\\d+\\\\.')`;
/** A network is its first and last address; the bits in which they differ are those of the hosts. */
const prefixLength = (column: string) =>
  `if(${isMapped(column)}, 32, 128) - bitCount(bitXor(toUInt128(${column}), toUInt128(${column}_last)))`;

const number: Reading = { none: (column) => `${column} = 0`, text: (column) => `toString(${column})` };
const text: Reading = { text: (column) => `toString(${column})` };
const READ: Readonly<Record<EventColumn['kind'], Reading>> = {
  word: text,
  text,
  tags: text,
  u16: number,
  u32: number,
  time: { none: (column) => `toUnixTimestamp(${column}) = 0`, text: (column) => `toString(${column})` },
  severity: { none: (column) => `${column} = 'none'`, text: (column) => `toString(${column})` },
  address: { none: (column) => `${column} = ${NO_ADDRESS}`, text: dotted },
  range: {
    none: (column) => `${column} = ${NO_ADDRESS}`,
    text: (column) =>
      `concat(${dotted(column)}, if(${column} = ${column}_last, '', concat('/', toString(${prefixLength(column)}))))`,
  },
};

function rawKeys({ name, kind }: EventColumn): string[] {
  return kind === 'range' ? [name, `${name}_last`] : [name];
}

/** The typed value where there is one, else the text that was kept. */
function typedText({ name, kind }: EventColumn): string {
  const { none, text: print } = READ[kind];
  return none ? `if(${none(name)}, kept, ${print(name)})` : print(name);
}

/**
 * A column that has no type of its own. In reports where it feeds a typed column (`src_ip` is `ip` there) the typed
 * value counts; elsewhere its text is in the map.
 *
 * @throws SundialError `field-unknown`
 */
async function otherField(engine: Engine, asked: string): Promise<Field> {
  const columns = await engine.rows<{ name: string; slot: string }>(
    `SELECT DISTINCT pair.1 AS name, toString(pair.2) AS slot
     FROM (SELECT arrayJoin(arrayZip(header, slots)) AS pair FROM reports WHERE state = 'live')
     ORDER BY name, slot`,
  );
  const name = asked.toLowerCase();
  const meant = columns.filter((column) => column.name.toLowerCase() === name);
  if (meant.length === 0) throw unknownField(asked, columns);
  const spellings = [...new Set(meant.map((column) => column.name))];
  const kept = spellings.map((_, index) => `rest[{column${index}:String}]`).join(', ');
  const fed = EVENT_COLUMNS.filter((column) => meant.some(({ slot }) => slot === column.name));
  const keys = [
    `arrayFirst(one -> one != '', [${kept}]) AS kept`,
    ...fed.flatMap((column, index) => [...rawKeys(column), `${isFed(index)} AS fed${index}`]),
  ];
  const branches = fed.map((column, index) => `fed${index}, ${typedText(column)}, `);
  return {
    name,
    keys,
    text: branches.length > 0 ? `multiIf(${branches.join('')}kept)` : 'kept',
    parameters: {
      name,
      ...Object.fromEntries(spellings.map((spelling, index) => [`column${index}`, spelling])),
      ...Object.fromEntries(fed.map((column, index) => [`slot${index}`, column.name])),
    },
  };
}

/** Whether the column feeds the typed column in the event's report. */
const isFed = (index: number) =>
  `load IN (SELECT load FROM reports WHERE arrayExists((column, slot) ->
     lower(column) = {name:String} AND slot = {slot${index}:String}, header, slots))`;

function unknownField(asked: string, columns: readonly { readonly name: string }[]): SundialError {
  const known = [
    ...EVENT_COLUMNS.map((column) => column.name),
    ...Object.keys(OWN),
    ...Object.keys(MANY),
    ...columns.map((column) => column.name.toLowerCase()),
  ];
  return new SundialError('field-unknown', { field: asked, nearest: didYouMean(asked, known) });
}
