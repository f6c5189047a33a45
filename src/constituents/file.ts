// Reads and writes files of constituents: CSV and JSON, in the form in which an export can be imported again.
import { SundialError } from '../domain/errors.js';
import { LIMITS } from '../domain/limits.js';
import { didYouMean } from '../domain/nearest.js';
import { type Fault, faultsText, type NamedTexts, readNamedRows } from '../records/index.js';
import { csv, FORMULA_PATTERN, json } from '../text/index.js';
import { type Constituent, FIELDS, type Field, fieldOf } from './constituent.js';
import { contactText } from './contacts.js';
import { textsOf } from './difference.js';
import type { GivenRow } from './plan.js';
import { type KnownTypes, readGiven } from './read-constituent.js';

/**
 * Reads a file of constituents. A column that the file does not have leaves the field as it is; an empty cell empties it.
 *
 * @param place the file, for messages
 * @param faults receives the faults of rows
 * @throws SundialError `constituents-invalid` if the file has no rows at all, `constituents-too-large`
 */
export function readFile(bytes: Buffer, place: string, known: KnownTypes, faults: Fault[]): GivenRow[] {
  const columns = new Set<string>();
  const read = readNamedRows<Field>(bytes, {
    fieldOf: (column, line) => {
      const field = fieldOf(column);
      // A mistyped column would leave out holdings.
      if (!field && !columns.has(column))
        faults.push({
          line,
          field: column,
          problem: `is not a field of constituents${didYouMean(column, FIELDS)}`,
        });
      columns.add(column);
      return field;
    },
    textOf: jsonText,
    refuse: (problem) => refuse(place, problem),
  });
  if (read.rows.length > LIMITS.constituents)
    throw new SundialError('constituents-too-large', { file: place, limit: `${LIMITS.constituents} rows` });
  faults.push(...read.faults);
  const unmarked = (raw: NamedTexts<Field>) => (read.header ? withoutMarks(raw) : raw);
  return read.rows.map(({ line, raw }) => ({ line, given: readGiven(unmarked(raw), line, known, faults) }));
}

const MARKED = new RegExp(`^'${FORMULA_PATTERN.slice(1)}`, 'u');

/** The texts without the mark by which a CSV export keeps a spreadsheet from taking them for formulas. */
function withoutMarks(raw: NamedTexts<Field>): NamedTexts<Field> {
  const texts = Object.entries(raw).map(([field, cells]) => [
    field,
    cells.map((cell) => (MARKED.test(cell) ? cell.slice(1) : cell)),
  ]);
  return Object.fromEntries(texts);
}

/** Throws if there are faults. @throws SundialError `constituents-invalid` */
export function requireNoFaults(place: string, faults: readonly Fault[]): void {
  if (faults.length > 0) refuse(place, faultsText(faults));
}

function refuse(place: string, problems: string): never {
  throw new SundialError('constituents-invalid', { place, problems });
}

/** A contact may be an object; a value of any other form is shown in the message that refuses it. */
function jsonText(value: unknown): string {
  if (typeof value !== 'object' || value === null) return String(value);
  const { role, name, email, ...others } = value as Record<string, unknown>;
  const isContact = [role, name, email].every((text) => text === undefined || typeof text === 'string');
  const isPlain = isContact && role !== undefined && !/[;<>]/.test(`${role}${name ?? ''}${email ?? ''}`);
  if (!isPlain || Object.keys(others).length > 0) return JSON.stringify(value);
  return contactText({ role: String(role), name: String(name ?? ''), email: String(email ?? '') });
}

export type FileFormat = 'csv' | 'json';

/** Constituents as the text of a file. A validity without limit is left empty. */
export function fileText(constituents: readonly Constituent[], format: FileFormat): string {
  if (format === 'csv')
    return csv(
      FIELDS,
      constituents.map((each) => FIELDS.map((field) => textsOf(each, field).join('; '))),
    );
  return json(
    constituents.map((each) => Object.fromEntries(FIELDS.map((field) => [field, jsonValue(each, field)]))),
    2,
  );
}

function jsonValue(constituent: Constituent, field: Field): unknown {
  const isDay = field === 'valid_from' || field === 'valid_until';
  return isDay ? (textsOf(constituent, field)[0] ?? '') : constituent[field];
}
