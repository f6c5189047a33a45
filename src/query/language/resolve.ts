// Resolves the name of a field: a typed or derived field, or any column of the reports in the store.
import { createHash } from 'node:crypto';
import { type CarriedColumn, carriedColumn } from '../../domain/carried-columns.js';
import { SundialError } from '../../domain/errors.js';
import { LEASE_DEVICE } from '../../domain/lease-device.js';
import { didYouMean } from '../../domain/nearest.js';
import { CELL_TEXTS, fedBy, type HeaderColumn, type StoreFacts } from '../../store/index.js';
import type { Resolved } from './conditions.js';
import { cveFieldNote } from './cve-fields.js';
import type { Field } from './field.js';
import { ABSENT_FIELDS, ALIASES, FIELDS, OWN_FIELDS } from './fields.js';

/** Prefix that selects the reports' column instead of the field with that name. */
const ORIGINAL = 'original.';

export class Fields {
  constructor(
    private readonly facts: StoreFacts,
    /** The catalogue's columns, which need not occur in stored reports. */
    private readonly published: ReadonlySet<string>,
  ) {}

  /** Names are case-insensitive. @throws SundialError `field-unknown` with the nearest name */
  find(asked: string): Resolved {
    const name = asked.toLowerCase();
    const known = FIELDS.get(ALIASES[name] ?? name);
    if (known && this.shows(known.name)) {
      const note = cveFieldNote(known.name, this.facts.cveFacts);
      return { field: this.withKept(known), ...(note !== undefined && { note }) };
    }
    const column = name.startsWith(ORIGINAL) ? name.slice(ORIGINAL.length) : name;
    const spelled = this.facts.columns.filter((candidate) => candidate.name.toLowerCase() === column);
    if (spelled.length > 0) return { field: originalField(name, spelled) };
    if (ABSENT_FIELDS.includes(column) || this.published.has(column))
      return {
        field: { name, kind: 'text', sql: "''" },
        note: `no report in the store has the column "${column}"`,
      };
    throw new SundialError('field-unknown', { field: asked, nearest: didYouMean(asked, this.names()) });
  }

  /** The fields of a row itself, for which `all` stands. */
  get own(): readonly string[] {
    return OWN_FIELDS.filter((name) => this.shows(name));
  }

  private shows(field: string): boolean {
    return field !== LEASE_DEVICE || this.facts.namesDevices;
  }

  /** The column with exactly this name in a report. */
  column(name: string): Field {
    return originalField(
      name,
      this.facts.columns.filter((candidate) => candidate.name === name),
    );
  }

  private names(): Set<string> {
    return new Set([
      ...[...FIELDS.keys()].filter((name) => this.shows(name)),
      ...Object.keys(ALIASES),
      ...ABSENT_FIELDS,
      ...this.facts.columns.map(({ name }) => name.toLowerCase()),
      ...this.published,
    ]);
  }

  /** Adds a cell's stored text to a typed field, for values that could not be parsed or would print differently. */
  private withKept(field: Field): Field {
    if (!CELL_TEXTS.has(field.name) || field.kind === 'text') return field;
    const feeders = this.facts.columns.filter(({ slot }) => slot === field.name);
    const columns = new Columns();
    const kept = feeders.map((feeder) => [columns.feeds([feeder], field.name), columns.text([feeder])]);
    // If several columns can feed the field, the load determines which of them does.
    const sql =
      kept.length === 1 ? kept[0]![1]! : kept.length === 0 ? "''" : `multiIf(${kept.flat().join(', ')}, '')`;
    return { ...field, kept: sql, parameters: columns.parameters };
  }
}

/**
 * A column with the exact text of the reports: from the map, from the column that carries it, or from the typed column
 * that it feeds.
 */
function originalField(name: string, spelled: readonly HeaderColumn[]): Field {
  const carried = carriedAlone(spelled);
  if (carried) return { name, kind: 'text', sql: CELL_TEXTS.get(carried.name)! };
  const columns = new Columns();
  const text = columns.text(spelled);
  const slots = [...new Set(spelled.map(({ slot }) => slot))].filter((slot) => CELL_TEXTS.has(slot));
  const typed = slots.flatMap((slot) => [columns.feeds(spelled, slot), CELL_TEXTS.get(slot)!]);
  const sql = typed.length === 0 ? text : `multiIf(${text} != '', ${text}, ${typed.join(', ')}, '')`;
  return { name, kind: 'text', sql, parameters: columns.parameters };
}

/** The carried column that stores every text of a column, so that the map has none of them. */
function carriedAlone(spelled: readonly HeaderColumn[]): CarriedColumn | undefined {
  const column = carriedColumn(spelled[0]?.slot ?? '');
  const isAlone = column && spelled.length === 1 && (column.kind === 'word' || column.kind === 'text');
  return isAlone ? column : undefined;
}

/** The SQL of columns from files, whose names are bound like values. */
class Columns {
  readonly parameters: Record<string, string> = {};

  /** The column's text in the map, under any of its spellings. */
  text(spelled: readonly HeaderColumn[]): string {
    const texts = this.names(spelled).map((name) => `e.rest[${name}]`);
    return texts.length === 1 ? texts[0]! : `arrayFirst(text -> text != '', [${texts.join(', ')}])`;
  }

  /** SQL condition that one of the columns feeds the slot in the row's report. */
  feeds(spelled: readonly HeaderColumn[], slot: string): string {
    return fedBy(this.names(spelled), slot);
  }

  private names(spelled: readonly HeaderColumn[]): string[] {
    return [...new Set(spelled.map(({ name }) => name))].map((name) => this.bind(name));
  }

  private bind(name: string): string {
    // The same name always gets the same parameter, so that the fields of one statement can share it.
    const parameter = `column_${createHash('sha256').update(name).digest('hex').slice(0, 24)}`;
    this.parameters[parameter] = name;
    return `{${parameter}:String}`;
  }
}
