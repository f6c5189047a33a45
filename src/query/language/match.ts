// The SQL of one comparison of a row's field with an operand, with one function for each kind of field.
import { parseAddress } from '../../domain/address.js';
import type { Clock } from '../../domain/clock.js';
import { SundialError } from '../../domain/errors.js';
import { SEVERITIES } from '../../domain/event-columns.js';
import { didYouMean } from '../../domain/nearest.js';
import { cellContains, columnsWith, type ListCondition, type TextPlaces } from '../../store/index.js';
import type { Bindings } from './bindings.js';
import { readDays, readInstant } from './days.js';
import type { Field, FieldKind } from './field.js';
import type { Operand } from './operand.js';
import { type AskedRange, overlapSql, type RowAddresses } from './overlap.js';

/** What a comparison may use besides its field and operand. */
export interface MatchContext {
  readonly bindings: Bindings;
  readonly clock: Clock;
  /** The report types that a name covers. */
  readonly typesNamed: (name: string) => string[];
  /** @throws SundialError `list-unknown` */
  readonly requireList: (name: string) => void;
  /** SQL condition that a report of the lists that meet a condition holds the row. */
  readonly heldBy: (ofList: ListCondition) => string;
  /** Where a searched text can occur; undefined if that is not known. */
  readonly placesOf?: ((text: string) => TextPlaces | undefined) | undefined;
}

type Matcher = (field: Field, operand: Operand, context: MatchContext) => string;

const MATCHERS: Record<FieldKind, Matcher> = {
  number: matchNumber,
  time: matchTime,
  date: matchDate,
  severity: matchSeverity,
  range: matchRange,
  text: matchText,
  words: matchWords,
  type: matchType,
  subject: matchSubject,
  list: matchList,
  search: matchSearch,
};

/** Kinds of fields in which an empty value is a mistake, such as an unset variable of a shell, and not "no value". */
const NAMED: ReadonlySet<FieldKind> = new Set(['date', 'type', 'list']);

/**
 * A condition that is true or false for every row, never NULL.
 *
 * @throws SundialError `query-invalid`, `type-unknown`, `type-ambiguous`, `list-unknown`
 */
export function matchSql(field: Field, operand: Operand, context: MatchContext): string {
  const isEmpty = operand.text === '' && operand.compare === 'is';
  if (isEmpty && !NAMED.has(field.kind)) return `NOT (${presentSql(field)})`;
  return MATCHERS[field.kind](field, operand, context);
}

/** Condition that the row has a value in a field. @throws SundialError `query-invalid` for a search */
export function presentSql(field: Field): string {
  const { kind, sql, kept } = field;
  const orKept = kept === undefined || kept === "''" ? '' : ` OR ${kept} != ''`;
  if (kind === 'number') return `(${sql} != 0${orKept})`;
  if (kind === 'time') return `(toUnixTimestamp(${sql}) != 0${orKept})`;
  if (kind === 'range') return `(${field.last} != toIPv6('::')${orKept})`;
  if (kind === 'words') return `(notEmpty(${sql})${orKept})`;
  if (kind === 'severity') return `${sql} != 'none'`;
  if (kind === 'subject') return "e.subject_kind != 'none'";
  if (kind === 'text' || kind === 'list') return `${sql} != ''`;
  if (kind === 'search') throw invalid(field, 'is a search and has no value');
  return '1';
}

export function invalid(field: Field, problem: string): SundialError {
  return new SundialError('query-invalid', { place: field.name, problem });
}

/** Matches the stored text of a 0, because a typed 0 means "no value". */
const ZERO_TEXT = '^\\\\s*([aA][sS])?0+\\\\s*$';
const MOST = 0xffff_ffff;
const HIGHEST_PORT = 65_535;

function matchNumber(field: Field, operand: Operand, { bindings }: MatchContext): string {
  const [low, high] = numberBounds(field, operand);
  const typed = `${field.sql} BETWEEN ${bindings.bind('UInt64', Math.max(low, 1))} AND ${bindings.bind('UInt64', high)}`;
  if (low > 0) return `(${typed})`;
  return `(${typed} OR match(${field.kept ?? "''"}, '${ZERO_TEXT}'))`;
}

function numberBounds(field: Field, { compare, text }: Operand): [number, number] {
  const parts = text.split(':');
  const [low, high = low] = parts.map((part) => readNumber(field, part));
  if (parts.length > 2 || (parts.length === 2 && compare !== 'is'))
    throw invalid(field, `"${text}" is not a number or range. Expected 443, 1:1023 or >=1024`);
  if (low! > high!) throw invalid(field, `"${text}" ends before it begins`);
  if (compare === '>=') return [low!, MOST];
  return compare === '<=' ? [0, low!] : [low!, high!];
}

/** Parses a number as in reports: leading zeros and the prefix `AS` are ignored. */
export function readNumber(field: Field, text: string): number {
  const match = /^\s*(?:AS)?(\d{1,15})\s*$/i.exec(text);
  if (!match) throw invalid(field, `"${text}" is not a number. Expected 443, 1:1023 or >=1024`);
  const number = Number(match[1]);
  if (field.name.endsWith('port') && number > HIGHEST_PORT)
    throw invalid(field, `${number} is more than ${HIGHEST_PORT}, the highest port`);
  return number;
}

function matchTime(field: Field, { compare, text }: Operand, { bindings, clock }: MatchContext): string {
  const instant = readInstant(text);
  const days = instant === undefined ? readDays(text, clock, field.name) : undefined;
  const first = instant ?? Date.parse(`${days!.from}T00:00:00Z`) / 1000;
  const last = instant ?? Date.parse(`${days!.to}T23:59:59Z`) / 1000;
  const seconds = `toUnixTimestamp(${field.sql})`;
  const from = compare === '<=' ? 1 : Math.max(first, 1);
  const to = compare === '>=' ? MOST : Math.min(last, MOST);
  return `(${seconds} BETWEEN ${bindings.bind('UInt64', from)} AND ${bindings.bind('UInt64', to)})`;
}

function matchDate(field: Field, { compare, text }: Operand, { bindings, clock }: MatchContext): string {
  const { from, to } = readDays(text, clock, field.name);
  if (compare === '>=') return `${field.sql} >= ${bindings.bind('Date', from)}`;
  if (compare === '<=') return `${field.sql} <= ${bindings.bind('Date', to)}`;
  return `(${field.sql} BETWEEN ${bindings.bind('Date', from)} AND ${bindings.bind('Date', to)})`;
}

function matchSeverity(field: Field, { compare, text }: Operand, { bindings }: MatchContext): string {
  const [low, high = low, more] = text.split(':').map((word) => readSeverity(field, word));
  if (more || low! > high!) throw invalid(field, `"${text}" is not a range. Expected low:high`);
  const from = compare === '<=' ? 1 : low!;
  const to = compare === '>=' ? SEVERITIES.length : compare === '<=' ? low! : high!;
  return `(toInt8(${field.sql}) BETWEEN ${bindings.bind('Int8', from)} AND ${bindings.bind('Int8', to)})`;
}

function readSeverity(field: Field, text: string): number {
  const word = text.trim().toLowerCase();
  const index = (SEVERITIES as readonly string[]).indexOf(word);
  if (index < 0)
    throw invalid(field, `"${text}" is not one of ${SEVERITIES.join(', ')}${didYouMean(word, SEVERITIES)}`);
  return index + 1;
}

function matchRange(field: Field, operand: Operand, context: MatchContext): string {
  return overlapSql(addressesOf(field), askedRange(field, operand), context.bindings);
}

export function addressesOf({ sql, last, isNetwork }: Field): RowAddresses {
  return { first: sql, last: last!, isNetwork };
}

/** @throws SundialError `query-invalid` */
export function askedRange(field: Field, { compare, text }: Operand): AskedRange {
  const range = compare === 'is' ? parseAddress(text.trim()) : undefined;
  if (!range)
    throw invalid(
      field,
      `"${text}" is not an address or network. Expected 192.0.2.1, 192.0.2.0/24 or 2001:db8::/32`,
    );
  return { range, isIpv6: text.includes(':') };
}

function matchText(field: Field, operand: Operand, context: MatchContext): string {
  if (operand.compare !== 'is') return compareNumber(field, operand, context);
  if (field.only && !field.only.includes(fold(operand.text, field)))
    throw invalid(field, `"${operand.text}" is not one of ${field.only.join(', ')}`);
  return compareText(foldedSql(field), field, operand, context);
}

/** A text in the form used for comparison. */
export function foldedSql({ sql, folded }: Field): string {
  if (folded === 'host') return `trimRight(lower(${sql}), '.')`;
  return folded ? `lower(${sql})` : sql;
}

function compareText(
  value: string,
  field: Field,
  { text, literal }: Operand,
  { bindings }: MatchContext,
): string {
  const asked = fold(text, field);
  if (!isPattern(field, { text: asked, literal })) return `${value} = ${bindings.bind('String', asked)}`;
  return `${value} LIKE ${bindings.bind('String', likePattern(asked))}`;
}

/** Whether `*` and `?` are wildcards in this operand. */
export function isPattern(
  { wildcards }: Field,
  { text, literal }: Pick<Operand, 'text' | 'literal'>,
): boolean {
  return wildcards === true && !literal && /[*?]/.test(text);
}

/** Folds only ASCII letters, like the engine, and completes a CVE id that was written without its prefix. */
export function fold(text: string, { name, folded }: Field): string {
  if (name === 'cve' && /^\d{4}-[\d*?]+$/.test(text)) return `CVE-${text}`;
  if (folded === 'upper') return text.replaceAll(/[a-z]/g, (letter) => letter.toUpperCase());
  if (!folded) return text;
  const lower = text.replaceAll(/[A-Z]/g, (letter) => letter.toLowerCase());
  return folded === 'host' ? lower.replace(/(?<!\.)\.+$/, '') : lower;
}

/** Translates `*` and `?` for LIKE, and escapes the characters that are special to LIKE. */
export function likePattern(text: string): string {
  return text
    .replaceAll(/[\\%_]/g, '\\$&')
    .replaceAll('*', '%')
    .replaceAll('?', '_');
}

/** Texts that are plain numbers compare as numbers; others never match. */
function compareNumber(
  { sql, ...field }: Field,
  { compare, text }: Operand,
  { bindings }: MatchContext,
): string {
  if (!/^-?\d{1,15}(\.\d{1,15})?$/.test(text.trim()))
    throw invalid(
      { sql, ...field },
      `"${text}" is not a number. ${compare} compares numbers; write "=${compare}${text}" for this text`,
    );
  const number = `toFloat64OrNull(if(match(${sql}, '^-?[0-9]+([.][0-9]+)?$'), toString(${sql}), ''))`;
  return `ifNull(${number} ${compare} ${bindings.bind('Float64', Number(text))}, 0)`;
}

function matchWords(field: Field, operand: Operand, context: MatchContext): string {
  if (operand.compare !== 'is') throw invalid(field, `holds words; ${operand.compare} compares numbers`);
  const asked = fold(operand.text, field);
  if (isPattern(field, operand))
    return `arrayExists(word -> word LIKE ${context.bindings.bind('String', likePattern(asked))}, ${field.sql})`;
  return `has(${field.sql}, ${context.bindings.bind('String', asked)})`;
}

function matchType(field: Field, { compare, text }: Operand, { bindings, typesNamed }: MatchContext): string {
  if (compare !== 'is') throw invalid(field, `types have no order; ${compare} compares numbers`);
  return `${field.sql} IN ${bindings.bind('Array(String)', typesNamed(text))}`;
}

function matchSubject(field: Field, operand: Operand, context: MatchContext): string {
  if (operand.compare !== 'is')
    throw invalid(field, `subjects have no order; ${operand.compare} compares numbers`);
  const range = operand.literal ? undefined : parseAddress(operand.text.trim());
  if (!range) return matchText(field, operand, context);
  const overlap = overlapSql(
    { first: 'e.subject_first', last: 'e.subject_last' },
    { range, isIpv6: operand.text.includes(':') },
    context.bindings,
  );
  return `(e.subject_kind IN ('ip', 'network') AND ${overlap})`;
}

/**
 * A row matches a list if a report of the list holds the row, even if another list's copy counts. The identifiers of a
 * subscription are looked up once instead of for each row, because identifiers are few.
 */
function matchList(field: Field, operand: Operand, context: MatchContext): string {
  if (operand.compare !== 'is')
    throw invalid(field, `lists have no order; ${operand.compare} compares numbers`);
  context.requireList(operand.text);
  const isAsked = (name: string) => compareText(name, field, operand, context);
  return context.heldBy(
    (list) =>
      `(${isAsked(list)} OR ${list} IN (SELECT list FROM subscriptions WHERE ${isAsked('subscription')}))`,
  );
}

function matchSearch(field: Field, { compare, text }: Operand, { bindings, placesOf }: MatchContext): string {
  if (compare !== 'is') throw invalid(field, `is a search; ${compare} compares numbers`);
  const asked = bindings.bind('String', text);
  const places = placesOf?.(text);
  const contains = (columns: readonly string[]) =>
    columns.map((column) => cellContains(column, text, asked)).join(' OR ') || '0';
  if (!places) return `(${contains(columnsWith(text))})`;
  return `(e.load IN ${bindings.bind('Array(UInt32)', places.loads)} AND (${contains(places.columns)}))`;
}
