// Compiles a query over events to the SQL of one statement over the stored rows with the alias `e`.
import type { Catalogue } from '../../catalogue/index.js';
import type { Clock } from '../../domain/clock.js';
import type { ScopedEvents, StoreFacts, TextPlaces } from '../../store/index.js';
import { Conditions } from './conditions.js';
import type { Field } from './field.js';
import { requireList } from './lists.js';
import type { Condition, Query } from './query.js';
import { Fields } from './resolve.js';
import { typesNamed } from './types.js';

/** The query, and the context for resolving names and relative days. */
export interface CompileContext {
  readonly events: Pick<ScopedEvents, 'from' | 'fromCounts' | 'page' | 'heldBy'>;
  readonly facts: StoreFacts;
  readonly catalogue: Catalogue;
  readonly clock: Clock;
  /** Where the searched texts can occur among visible events; other texts are searched in all columns. */
  readonly places?: ReadonlyMap<string, TextPlaces>;
  /** What a field means to the person who asks, if that differs. @throws SundialError `field-unknown` to refuse it */
  readonly meaning?: ((field: Field) => Field) | undefined;
}

/** One statement over events: its WHERE clause, its bound values, and notes for the person who asks. */
export class Statement extends Conditions {
  /** The events of the scope, without the query's own conditions. */
  readonly events: CompileContext['events'];
  readonly places: ReadonlyMap<string, TextPlaces>;
  private readonly fields: Fields;
  private readonly sharesEvents: boolean;

  /** @throws SundialError `query-invalid`, `field-unknown`, `type-unknown`, `type-ambiguous`, `list-unknown` */
  constructor(
    { events, facts, catalogue, clock, places = new Map(), meaning = asItIs }: CompileContext,
    query: Pick<Query, keyof Condition | 'any'>,
  ) {
    const fields = new Fields(facts, publishedColumns(catalogue));
    super(
      {
        find: (name) => {
          const found = fields.find(name);
          return { ...found, field: meaning(found.field) };
        },
        clock,
        typesNamed: (name) => typesNamed(name, catalogue, facts.types),
        requireList: (name) => requireList(name, facts.lists),
        heldBy: (ofList) => events.heldBy(ofList, facts),
        placesOf: (text) => places.get(text),
      },
      query,
    );
    this.events = events;
    this.places = places;
    this.fields = fields;
    this.sharesEvents = facts.sharesEvents;
  }

  /** The fields of a row itself, for which `all` stands. */
  get ownFields(): readonly string[] {
    return this.fields.own;
  }

  /** A column under exactly the name that reports use. */
  column(name: string): Field {
    return this.bound(this.fields.column(name));
  }

  /** Explains why the values of `list` may include others than the lists asked for. */
  noteSharedLists(): void {
    if (this.sharesEvents && this.compared.has('list'))
      this.notes.add(
        'an event in the reports of several lists is counted once, under the list whose report has the copy that counts',
      );
  }

  /** The text after FROM: the events of the scope that match the query. */
  get source(): string {
    return this.events.from(this.where);
  }

  /**
   * The text after FROM: the counts of a field's values among the events of the scope that match the query. Undefined
   * if the field is not counted, or the query has conditions on other fields.
   */
  countsOf(field: string): string | undefined {
    // A list's reports may hold events that another list's copy is counted for.
    const known = this.sharesEvents ? ['type', 'date'] : ['type', 'date', 'list'];
    if (![...this.compared].every((name) => known.includes(name))) return undefined;
    return this.events.fromCounts(field, this.where);
  }
}

const asItIs = (field: Field) => field;

const published = new WeakMap<Catalogue, ReadonlySet<string>>();

function publishedColumns(catalogue: Catalogue): ReadonlySet<string> {
  const known =
    published.get(catalogue) ?? new Set(catalogue.types({ retired: true }).flatMap(({ columns }) => columns));
  published.set(catalogue, known);
  return known;
}
