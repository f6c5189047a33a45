// Compiles the conditions of a query to a WHERE clause over rows with the alias `e`, for any set of fields.
import type { Clock } from '../../domain/clock.js';
import { SundialError } from '../../domain/errors.js';
import { LIMITS } from '../../domain/limits.js';
import type { ListCondition, TextPlaces } from '../../store/index.js';
import { anyOfSql } from './any-of.js';
import { Bindings } from './bindings.js';
import { comparedSql, otherField } from './compared-fields.js';
import type { Field } from './field.js';
import { isPattern, type MatchContext, matchSql, presentSql } from './match.js';
import { type Operand, readOperand } from './operand.js';
import type { Condition, Query } from './query.js';

/** A field, and a note for the person who asks. */
export interface Resolved {
  readonly field: Field;
  readonly note?: string;
}

/** The context for compiling conditions. */
export interface ConditionContext {
  /** The field that a name means. @throws SundialError `field-unknown` */
  readonly find: (name: string) => Resolved;
  readonly clock: Clock;
  /** The report types that a name covers. @throws SundialError `type-unknown`, `type-ambiguous` */
  readonly typesNamed: (name: string) => string[];
  /** @throws SundialError `list-unknown` */
  readonly requireList: (name: string) => void;
  /** SQL condition that a report of the lists that meet a condition holds the row. */
  readonly heldBy: (ofList: ListCondition) => string;
  /** Where a searched text can occur; undefined if that is not known. */
  readonly placesOf?: (text: string) => TextPlaces | undefined;
}

/** A WHERE clause under construction, its bound values, and notes for the person who asks. */
export class Conditions {
  readonly bindings = new Bindings();
  readonly notes = new Set<string>();
  readonly where: string;
  /** Whether the clause searches texts, which takes far longer than comparing columns. */
  searches = false;
  /** The names of the fields that the clause compares. */
  protected readonly compared = new Set<string>();
  private operands = 0;

  /** @throws SundialError `query-invalid`, `field-unknown`, `type-unknown`, `type-ambiguous`, `list-unknown` */
  constructor(
    private readonly context: ConditionContext,
    query: Pick<Query, keyof Condition | 'any'>,
  ) {
    const parts = this.conditions(query);
    if (query.any)
      parts.push(`(${query.any.map((each) => allOf(this.conditions(each))).join(' OR ') || '1'})`);
    this.where = allOf(parts);
  }

  /** A field by its name, with its values bound. @throws SundialError `field-unknown` */
  field(name: string): Field {
    const { field, note } = this.context.find(name);
    if (note) this.notes.add(note);
    return this.bound(field);
  }

  /** Adds a field's own values to the statement's. */
  bound(field: Field): Field {
    Object.assign(this.bindings.values, field.parameters);
    return field;
  }

  private conditions(condition: Condition): string[] {
    const { query = {}, date, type, types, report, reports, require = [] } = condition;
    const parts: string[] = [];
    for (const [name, values] of [
      ['date', date === undefined ? undefined : [date]],
      ['type', type],
      ['type', types],
      ['list', report],
      ['list', reports],
    ] as const)
      if (values !== undefined) parts.push(this.matches(name, values));
    for (const [name, values] of Object.entries(query))
      parts.push(
        ...(name === 'require' ? values.map((each) => this.requires(each)) : [this.matches(name, values)]),
      );
    return [...parts, ...require.map((name) => this.requires(name))];
  }

  private comparedField(name: string): Field {
    const field = this.field(name);
    this.compared.add(field.name);
    return field;
  }

  private requires(name: string): string {
    return presentSql(this.comparedField(name));
  }

  private matches(name: string, values: readonly string[]): string {
    const field = this.comparedField(name);
    const operands = values.map((value) =>
      readOperand(value, field.kind === 'date' || field.kind === 'time'),
    );
    this.searches ||= field.kind === 'search' || operands.some((operand) => isPattern(field, operand));
    this.operands += operands.length;
    if (this.operands > LIMITS.queryValues)
      throw new SundialError('query-invalid', {
        place: name,
        problem: `more than ${LIMITS.queryValues} values`,
      });
    const others = operands.map((operand) => otherField(field, operand, (each) => this.named(each)));
    const plain = operands.filter((_, index) => others[index] === undefined);
    const compared = operands.flatMap((operand, index) => {
      const other = others[index];
      return other ? [{ role: operand.role, sql: comparedSql(field, other, operand) }] : [];
    });
    return combine(field, plain, compared, { ...this.context, bindings: this.bindings });
  }

  /** The field with exactly this name, if there is one. */
  private named(name: string): Field | undefined {
    try {
      return this.comparedField(name);
    } catch (thrown) {
      if (thrown instanceof SundialError && thrown.code === 'field-unknown') return undefined;
      throw thrown;
    }
  }
}

/** A comparison with another field of the row. */
interface Compared {
  readonly role: Operand['role'];
  readonly sql: string;
}

/** @param operands values, without the operands that name other fields */
function combine(
  field: Field,
  operands: readonly Operand[],
  compared: readonly Compared[],
  context: MatchContext,
): string {
  const sqlOf = (operand: Operand) => matchSql(field, operand, context);
  const of = (role: Operand['role']) => operands.filter((operand) => operand.role === role);
  const fieldsOf = (...roles: Operand['role'][]) =>
    compared.filter(({ role }) => roles.includes(role)).map(({ sql }) => sql);
  const any = of('any');
  const anyParts = [...(any.length > 0 ? [anyOfSql(field, any, context)] : []), ...fieldsOf('any')];
  return allOf([
    ...(anyParts.length > 0 ? [anyParts.join(' OR ')] : []),
    ...of('all').map(sqlOf),
    ...of('not').map((operand) => `NOT ${sqlOf(operand)}`),
    ...fieldsOf('all', 'not'),
  ]);
}

function allOf(parts: readonly string[]): string {
  return parts.length === 0 ? '1' : parts.map((part) => `(${part})`).join(' AND ');
}
