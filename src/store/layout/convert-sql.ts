// The SQL that turns rows of the old layout, with most columns in the map, into rows of the new layout.
import { CARRIED_COLUMNS, type CarriedColumn } from '../../domain/carried-columns.js';
import { hexText, httpTimeText } from '../../domain/carried-text.js';
import { FIRST_EVENT_ROWS } from '../events/tables.js';

const quoted = (name: string): string => `\`${name}\``;
const NO_TIME = "toDateTime(0, 'UTC')";

/** The columns that are the same in both layouts; the key is computed again. */
const SAME = FIRST_EVENT_ROWS.columns
  .map(([name]) => name)
  .filter((name) => name !== 'rest' && name !== 'event_key');

/** SQL of a carried column's value from the map `cells`; the empty value if the text is not canonical. */
function valueSql({ name, kind, form, bytes }: CarriedColumn): string {
  const cell = `cells['${name}']`;
  const canonical = (value: string, text: string, none: string) => `if(${text} = ${cell}, ${value}, ${none})`;
  switch (kind) {
    case 'number': {
      const number = `toUInt32OrZero(${cell})`;
      return canonical(number, `toString(${number})`, '0');
    }
    case 'time': {
      const time = `toDateTimeOrZero(${cell}, 'UTC')`;
      return canonical(time, `toString(${time})`, NO_TIME);
    }
    case 'http_time': {
      const time = `parseDateTimeOrZero(${cell}, '%a, %d %b %Y %H:%i:%S GMT', 'UTC')`;
      return canonical(time, httpTimeText(time), NO_TIME);
    }
    case 'hex': {
      const value = `unhex(replaceAll(${cell}, ':', ''))`;
      const usable = canonical(value, hexText(value, form!), "''");
      return bytes === undefined
        ? usable
        : `toFixedString(if(length(${value}) = ${bytes}, ${usable}, ''), ${bytes})`;
    }
    default:
      return cell;
  }
}

/** SQL condition that a carried column holds the cell's text, so that the map does not need it. */
function hasText({ name, kind, bytes }: CarriedColumn): string {
  const column = quoted(name);
  if (kind === 'number') return `${column} != 0`;
  if (kind === 'time' || kind === 'http_time') return `${column} != ${NO_TIME}`;
  return bytes === undefined ? `${column} != ''` : `${column} != toFixedString('', ${bytes})`;
}

/** The columns of converted rows, in the order of `convertSql`, without the event key. */
export function convertedColumns(carried: ReadonlySet<string>): string[] {
  return [...SAME, ...carriedOf(carried).map(({ name }) => name), 'rest'];
}

/**
 * A SELECT of converted rows.
 *
 * @param carried names of the carried columns that the rows may have
 * @param where condition over the old table
 */
export function convertSql(carried: ReadonlySet<string>, where: string): string {
  const columns = carriedOf(carried);
  const same = SAME.map(quoted).join(', ');
  const values = columns.map((column) => `${valueSql(column)} AS ${quoted(column.name)}`);
  const names = columns.map(({ name }) => quoted(name));
  const moved =
    columns.map((column) => `(name = '${column.name}' AND ${hasText(column)})`).join(' OR ') || '0';
  // The whole map is read, because reading its columns one by one takes several times as long.
  const old = `SELECT ${same}, CAST(rest AS Map(String, String)) AS cells FROM ${FIRST_EVENT_ROWS.name} WHERE ${where}`;
  const typed = `SELECT ${[same, 'cells', ...values].join(', ')} FROM (${old})`;
  return `SELECT ${[same, ...names, `mapFilter((name, cell) -> NOT (${moved}), cells) AS rest`].join(', ')} FROM (${typed})`;
}

function carriedOf(carried: ReadonlySet<string>): CarriedColumn[] {
  return CARRIED_COLUMNS.filter(({ name }) => carried.has(name));
}
