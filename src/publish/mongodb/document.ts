// The forms of documents that an output can write, and what is common to them.
import type { EventMessage } from '../messages.js';

/** A document of an event; its `_id` is the event's id, so that it is stored once. */
export interface EventDocument {
  readonly _id: string;
  readonly [name: string]: unknown;
}

export interface DocumentForm {
  readonly documentOf: (event: EventMessage) => EventDocument;
  /** The names of the fields with the report type and the report date, by which a target's events are counted. */
  readonly slice: { readonly type: string; readonly date: string };
  /** The name of the field with the value of a report's column. */
  readonly fieldOf: (column: string) => string;
}

/** Midnight in UTC of a date such as `2026-01-15`. */
export const dayOf = (date: string): Date => new Date(`${date}T00:00:00Z`);

const TIME = /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/;

/** The instant of a text such as `2026-01-15 10:00:00`, in UTC; undefined if it has another form or names none. */
export function instantOf(text: string): Date | undefined {
  if (!TIME.test(text)) return undefined;
  const iso = `${text.replace(' ', 'T')}.000Z`;
  const instant = new Date(iso);
  return Number.isNaN(instant.getTime()) || instant.toISOString() !== iso ? undefined : instant;
}
