// Makes the document of an event as the mail pipeline (shadowserver_email_automation) does, for its dashboards and scripts.
import { createHash } from 'node:crypto';
import type { EventMessage } from '../messages.js';
import { type DocumentForm, dayOf, type EventDocument, instantOf } from './document.js';
import { fieldName } from './field-name.js';

export const MAIL_PIPELINE: DocumentForm = {
  documentOf: mailPipelineDocument,
  slice: { type: 'category', date: 'report_date' },
  fieldOf: fieldName,
};

/**
 * All columns of the report as texts, also empty ones, and the pipeline's own keys, which replace columns of the same
 * names as they do there. Unlike the pipeline, texts keep their case and their spaces; `report_date` is Sundial's.
 */
function mailPipelineDocument(event: EventMessage): EventDocument {
  const { id, type, date, list, asn, country } = event;
  const document: Record<string, unknown> = Object.create(null);
  document._id = id;
  const row = rowOf(event);
  for (const [column, text] of row) document[fieldName(column)] = text;
  const timestamp = row.get('timestamp') ?? '';
  const instant = instantOf(timestamp);
  Object.assign(document, {
    ...{ _id: id, filename: `${date}-${type}-${list}${asn === 0 ? '' : `_as${asn}`}.csv` },
    ...{ category: type, line_hash: lineHash(row), geo_folder: country },
    ...(instant && { logged_date: row.get('logged_date') ?? timestamp, extracted_date: instant }),
    report_date: dayOf(date),
  });
  return document as EventDocument;
}

function rowOf({ columns, fields }: EventMessage): Map<string, string> {
  const text = (column: string) => (Object.hasOwn(fields, column) ? String(fields[column] ?? '') : '');
  return new Map(columns.map((column) => [column, text(column)]));
}

/** The pipeline's `hash_line`: SHA-256 over the row's trimmed, lower-case texts as JSON with sorted keys. */
function lineHash(row: ReadonlyMap<string, string>): string {
  // Python sorts by code points, as bytes of UTF-8 do.
  const sorted = [...row].toSorted(([a], [b]) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
  const members = sorted.map(
    ([column, text]) => `${pythonText(column)}:${pythonText(text.trim().toLowerCase())}`,
  );
  return createHash('sha256')
    .update(`{${members.join(',')}}`)
    .digest('hex');
}

/** Python's json.dumps with ensure_ascii=False escapes the same characters as JSON.stringify, in the same way. */
const pythonText = (text: string): string => JSON.stringify(text);
