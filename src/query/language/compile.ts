// Compiles a query's conditions to the SQL of one WHERE clause over the stored rows as `e`.
import type { Catalogue } from '../../catalogue/index.js';
import type { Clock } from '../../domain/clock.js';
import { SundialError } from '../../domain/errors.js';
import { LIMITS } from '../../domain/limits.js';
import type { ScopedEvents, StoreFacts } from '../../store/index.js';
import { anyOfSql } from './any-of.js';
import { Bindings } from './bindings.js';
import type { Field } from './field.js';
import { type MatchContext, matchSql, presentSql } from './match.js';
import { type Operand, readOperand } from './operand.js';
import type { Condition, Query } from './query.js';
import { Fields } from './resolve.js';
import { typesNamed } from './types.js';

/** What is asked, and what names and relative days are resolved with. */
export interface CompileContext {
  readonly events: Pick<ScopedEvents, 'from' | 'page'>;
  readonly facts: StoreFacts;
  readonly catalogue: Catalogue;
  readonly clock: Clock;
}

/** One statement being made: its WHERE clause, its bound values, and what the person asking should be told. */
export class Statement {
  readonly bindings = new Bindings();
  readonly notes = new Set<string>();
  readonly where: string;
  /** The events of the scope, without the query's own conditions. */
  readonly events: CompileContext['events'];
  private readonly fields: Fields;
  private operands = 0;

  /** @throws SundialError `query-invalid`, `field-unknown`, `type-unknown`, `type-ambiguous` */
  constructor(
    private readonly context: CompileContext,
    query: Pick<Query, keyof Condition | 'any'>,
  ) {
    this.events = context.events;
    this.fields = new Fields(context.facts, publishedColumns(context.catalogue));
    const parts = this.conditions(query);
    if (query.any) parts.push(`(${query.any.map((one) => allOf(this.conditions(one))).join(' OR ') || '1'})`);
    this.where = allOf(parts);
  }

  /** What follows FROM: the events of the scope that match the query. */
  get source(): string {
    return this.events.from(this.where);
  }

  /** A field by its name, with its values bound. @throws SundialError `field-unknown` */
  field(name: string): Field {
    const { field, note } = this.fields.find(name);
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
        ...(name === 'require' ? values.map((one) => this.present(one)) : [this.matches(name, values)]),
      );
    return [...parts, ...require.map((name) => this.present(name))];
  }

  private present(name: string): string {
    return presentSql(this.field(name));
  }

  private matches(name: string, values: readonly string[]): string {
    const field = this.field(name);
    const operands = values.map((value) =>
      readOperand(value, field.kind === 'date' || field.kind === 'time'),
    );
    this.operands += operands.length;
    if (this.operands > LIMITS.queryValues)
      throw new SundialError('query-invalid', {
        place: name,
        problem: `more than ${LIMITS.queryValues} values`,
      });
    return combine(field, operands, {
      bindings: this.bindings,
      clock: this.context.clock,
      typesNamed: (type) => typesNamed(type, this.context.catalogue, this.context.facts.types),
    });
  }
}

function combine(field: Field, operands: readonly Operand[], context: MatchContext): string {
  const sqlOf = (operand: Operand) => matchSql(field, operand, context);
  const of = (role: Operand['role']) => operands.filter((operand) => operand.role === role);
  const any = of('any');
  return allOf([
    ...(any.length > 0 ? [anyOfSql(field, any, context)] : []),
    ...of('all').map(sqlOf),
    ...of('not').map((operand) => `NOT ${sqlOf(operand)}`),
  ]);
}

function allOf(parts: readonly string[]): string {
  return parts.length === 0 ? '1' : parts.map((part) => `(${part})`).join(' AND ');
}

const published = new WeakMap<Catalogue, ReadonlySet<string>>();

function publishedColumns(catalogue: Catalogue): ReadonlySet<string> {
  const known =
    published.get(catalogue) ?? new Set(catalogue.types({ retired: true }).flatMap(({ columns }) => columns));
  published.set(catalogue, known);
  return known;
}
