// The SQL of a comparison of two fields of a row, such as `asn!=enriched_asn`.
import { ENRICHED_AT, ENRICHED_BY, ENRICHED_VALUES } from '../../domain/enriched.js';
import type { Field, FieldKind } from './field.js';
import { foldedSql, invalid, presentSql } from './match.js';
import type { Operand } from './operand.js';

/** Kinds whose values are never names of fields, so that the name of any field means the field. */
const UNLIKE_NAMES: ReadonlySet<FieldKind> = new Set(['number', 'time', 'range']);

/** Fields that a text is compared with: the name of any other field, such as `source`, could be meant as a text. */
const UNLIKE_TEXTS: ReadonlySet<string> = new Set([
  ...ENRICHED_VALUES.map(({ field }) => field),
  ENRICHED_BY,
  ENRICHED_AT,
]);

/**
 * The field with which an operand compares another one; undefined if the operand is a value.
 *
 * @param named the field with a name, if there is one
 */
export function otherField(
  field: Field,
  { text, literal }: Operand,
  named: (name: string) => Field | undefined,
): Field | undefined {
  const name = text.trim().toLowerCase();
  // `now` is an instant.
  if (literal || name === 'now' || !/^[a-z]\w*$/.test(name)) return undefined;
  if (!UNLIKE_NAMES.has(field.kind) && !(field.kind === 'text' && UNLIKE_TEXTS.has(name))) return undefined;
  const other = named(name);
  // A text such as `http` may be the name of a report's column, and is no number.
  return other?.kind === field.kind || UNLIKE_TEXTS.has(name) ? other : undefined;
}

const OPERATORS = { is: '=', '>=': '>=', '<=': '<=' } as const;

/**
 * The condition that two fields of a row have values that compare like this; a row in which one of them has none is not
 * found, with `!=` either.
 *
 * @throws SundialError `query-invalid` if the fields cannot be compared
 */
export function comparedSql(field: Field, other: Field, { compare, role, text }: Operand): string {
  if (field.kind !== other.kind)
    throw invalid(field, `cannot be compared with the field "${text}", which holds values of another kind`);
  const isOrdered = field.kind === 'number' || field.kind === 'time';
  if (compare !== 'is' && !isOrdered)
    throw invalid(field, `has no order, so ${compare} compares it with no other field`);
  const same = `${valueSql(field)} ${OPERATORS[compare]} ${valueSql(other)}`;
  return `(${presentSql(field)} AND ${presentSql(other)} AND ${role === 'not' ? `NOT (${same})` : same})`;
}

function valueSql(field: Field): string {
  if (field.kind === 'range') return `(${field.sql}, ${field.last})`;
  return field.kind === 'text' ? foldedSql(field) : field.sql;
}
