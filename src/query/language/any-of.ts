// The SQL of "one of these values": plain values of a field become one lookup instead of separate comparisons.
import type { Field, FieldKind } from './field.js';
import {
  addressesOf,
  askedRange,
  fold,
  foldedSql,
  isPattern,
  type MatchContext,
  matchSql,
  readNumber,
} from './match.js';
import type { Operand } from './operand.js';
import { isPlain, overlapAnySql } from './overlap.js';

/** How several values of a kind are looked up together. */
interface LookUp {
  /** Whether a value can be among those looked up. @throws SundialError `query-invalid` */
  readonly takes: (field: Field, operand: Operand) => boolean;
  readonly sql: (field: Field, operands: readonly Operand[], context: MatchContext) => string;
}

const isWord = (field: Field, operand: Operand) =>
  operand.compare === 'is' && operand.text !== '' && !isPattern(field, operand);
const texts = (field: Field, operands: readonly Operand[]) => operands.map(({ text }) => fold(text, field));

const LOOK_UPS: Partial<Record<FieldKind, LookUp>> = {
  number: {
    // A typed 0 means "no value"; a 0 in a report is matched by its text.
    takes: (field, { compare, text }) =>
      compare === 'is' && text !== '' && !text.includes(':') && readNumber(field, text) > 0,
    sql: (field, operands, { bindings }) => {
      const numbers = operands.map(({ text }) => readNumber(field, text));
      return `${field.sql} IN ${bindings.bind('Array(UInt64)', numbers)}`;
    },
  },
  text: {
    takes: isWord,
    sql: (field, operands, { bindings }) =>
      `${foldedSql(field)} IN ${bindings.bind('Array(String)', texts(field, operands))}`,
  },
  words: {
    takes: isWord,
    sql: (field, operands, { bindings }) =>
      `hasAny(${field.sql}, ${bindings.bind('Array(String)', texts(field, operands))})`,
  },
  range: {
    takes: (field, operand) =>
      operand.compare === 'is' && operand.text !== '' && isPlain(askedRange(field, operand)),
    sql: (field, operands, { bindings }) =>
      overlapAnySql(
        addressesOf(field),
        operands.map((operand) => askedRange(field, operand)),
        bindings,
      ),
  },
};

/** A condition that one of the operands matches. @throws SundialError `query-invalid`, `type-unknown`, `type-ambiguous` */
export function anyOfSql(field: Field, operands: readonly Operand[], context: MatchContext): string {
  const lookUp = LOOK_UPS[field.kind];
  const together = lookUp ? operands.filter((operand) => lookUp.takes(field, operand)) : [];
  // The condition of a single value makes the best use of the table's indexes.
  const isList = lookUp !== undefined && together.length > 1;
  const alone = isList ? operands.filter((operand) => !together.includes(operand)) : operands;
  const parts = alone.map((operand) => matchSql(field, operand, context));
  if (isList) parts.push(lookUp.sql(field, together, context));
  return `(${parts.join(' OR ')})`;
}
