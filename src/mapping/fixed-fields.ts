// Fields that every record of an output gets: fixed texts, with places for the event's own facts.
import { SundialError } from '../domain/errors.js';
import { filled, listed, placeProblem } from '../domain/template.js';
import type { ReportedEvent } from './reported-event.js';

/** The facts of an event that a text may name. */
const PLACES = ['id', 'type', 'date', 'list'] as const;

export interface FixedField {
  readonly name: string;
  readonly template: string;
}

/**
 * Reads NAME=TEXT.
 *
 * @param format the name of the format, for messages
 * @throws SundialError `record-field`
 */
export function readFixedFields(format: string, fields: readonly string[]): FixedField[] {
  return fields.map((field) => {
    const at = field.indexOf('=');
    const [name, template] = [field.slice(0, at).trim(), field.slice(at + 1).trim()];
    const refuse = (problem: string, expected: string) =>
      new SundialError('record-field', { format, field, problem, expected });
    if (at < 1 || name === '' || template === '') throw refuse('it is not NAME=TEXT', 'feed.code=example');
    const problem = placeProblem(template, PLACES);
    if (problem) throw refuse(`its text ${problem}`, `a text, which may have the places ${listed(PLACES)}`);
    return { name, template };
  });
}

/** The text of a field for an event. */
export function filledField(
  { template }: FixedField,
  { id, type, date, list }: Pick<ReportedEvent, (typeof PLACES)[number]>,
): string {
  return filled(template, { id, type, date, list }, (value) => value);
}
