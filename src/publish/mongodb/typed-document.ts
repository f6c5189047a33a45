// Makes the usual document of an event: numbers, times and tags have their types, under the names of the report's columns.
import { CARRIED_COLUMNS } from '../../domain/carried-columns.js';
import { type ColumnKind, EVENT_COLUMNS } from '../../domain/event-columns.js';
import type { EventMessage, FieldValue } from '../messages.js';
import { type DocumentForm, dayOf, type EventDocument, instantOf } from './document.js';
import { fieldName } from './field-name.js';

export const TYPED: DocumentForm = {
  documentOf: typedDocument,
  slice: { type: 'type', date: 'date' },
  fieldOf: (column) => `event.${fieldName(column)}`,
};

/** The row of the report is a document of its own, so that its names never meet Sundial's. */
function typedDocument({ id, type, date, list, fields }: EventMessage): EventDocument {
  // Without a prototype, __proto__ is a name like any other.
  const event: Record<string, unknown> = Object.create(null);
  for (const [name, value] of Object.entries(fields)) {
    if (value === null || value === '') continue;
    event[fieldName(name)] = typed(name, value);
  }
  return { _id: id, type, date: dayOf(date), list, event };
}

type Reading = (text: string) => unknown;

/** A text that a number or time would print differently stays a text, so that no value is lost. */
function typed(name: string, value: FieldValue): unknown {
  return typeof value === 'string' ? (READINGS.get(name)?.(value) ?? value) : value;
}

const number: Reading = (text) => (/^(?:0|[1-9]\d{0,14})$/.test(text) ? Number(text) : undefined);

/** The separators are those that the store knows; they are not kept. */
function tags(text: string): string[] | undefined {
  const words = text.split(/[,;|]/).map((word) => word.trim());
  const found = words.filter((word) => word !== '');
  return found.length > 0 ? found : undefined;
}

const BY_KIND: Partial<Record<ColumnKind | 'number', Reading>> = {
  ...{ u16: number, u32: number, number, time: instantOf, tags },
};

/** By the names of columns whose values are more than text. */
const READINGS: ReadonlyMap<string, Reading> = new Map([
  ...EVENT_COLUMNS.flatMap(({ kind, from }) => named(from, BY_KIND[kind])),
  ...CARRIED_COLUMNS.flatMap(({ name, kind }) =>
    kind === 'number' || kind === 'time' ? named([name], BY_KIND[kind]) : [],
  ),
]);

function named(names: readonly string[], reading: Reading | undefined): [string, Reading][] {
  return reading ? names.map((name) => [name, reading]) : [];
}
