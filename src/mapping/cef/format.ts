// Opens the record format CEF: facts of report types from the catalogue, and the keys that every record gets.
import { SundialError } from '../../domain/errors.js';
import { type FixedField, filledField, readFixedFields } from '../fixed-fields.js';
import type { FormatRequest, RecordWriter } from '../record-format.js';
import type { ReportedEvent } from '../reported-event.js';
import type { ReportedFinding } from '../reported-finding.js';
import { type CefOptions, type CefRecord, cefRecord } from './cef.js';
import { cefFinding } from './finding.js';
import { isUsed } from './keys.js';

/** Writes records with what the catalogue says about their types. */
export type CefWriter = (event: ReportedEvent, options: CefOptions) => CefRecord;

/** @throws SundialError `record-map`, `record-field` */
export async function openCef({ catalogue, map, fields }: FormatRequest): Promise<RecordWriter> {
  if (map !== '')
    throw new SundialError('record-map', {
      ...{ format: 'cef', file: map },
      problem: "the publisher's map for CEF breaks the format in several places, so it is not read",
    });
  const write = cefWriter(catalogue, fields);
  return (event) => write(event, { state: 'appeared', others: true }).line;
}

/**
 * @param fields keys that every record gets, as NAME=TEXT
 * @throws SundialError `record-field`
 */
export function cefWriter(catalogue: FormatRequest['catalogue'], fields: readonly string[]): CefWriter {
  const fixed = checkedFields(fields);
  return (event, options) => {
    const own = fixed.map((field) => [field.name, filledField(field, event)] as const);
    return cefRecord(event, catalogue.describe(event.type), { ...options, own });
  };
}

/**
 * Writes changes of findings.
 *
 * @param fields keys that every record gets, as NAME=TEXT; {date} stands for the day of the change
 * @throws SundialError `record-field`
 */
export function cefFindingWriter(
  catalogue: FormatRequest['catalogue'],
  fields: readonly string[],
): (finding: ReportedFinding) => CefRecord {
  const fixed = checkedFields(fields);
  return (finding) => {
    const facts = { id: finding.id, type: finding.type, date: finding.day, list: finding.list };
    const own = fixed.map((field) => [field.name, filledField(field, facts)] as const);
    return cefFinding(finding, catalogue.describe(finding.type), own);
  };
}

function checkedFields(fields: readonly string[]): FixedField[] {
  const fixed = readFixedFields('cef', fields);
  for (const field of fixed) checkName(field);
  return fixed;
}

function checkName({ name, template }: FixedField): void {
  const refuse = (problem: string, expected: string) =>
    new SundialError('record-field', { format: 'cef', field: `${name}=${template}`, problem, expected });
  if (!/^[A-Za-z][A-Za-z0-9]*$/.test(name))
    throw refuse('its name is not a key of CEF', 'letters and digits, such as deviceFacility=example');
  if (isUsed(name)) throw refuse('every record may have that key already', 'another key');
}
