// Writes events as lines of JSON that IntelMQ reads: its collectors, its parser for JSON, and its queues.
import { SundialError } from '../../domain/errors.js';
import { type FixedField, filledField, readFixedFields } from '../fixed-fields.js';
import { readPublishedMap } from '../published-map.js';
import type { FormatRequest, RecordWriter } from '../record-format.js';
import type { Value } from './conversions.js';
import { extraField, intelmqEvent } from './event.js';
import { type DataFormat, fieldOf } from './fields.js';
import { publishedRules } from './published.js';
import { shippedRules } from './rules.js';

/**
 * @param format the name of the format, for messages
 * @throws SundialError `record-map`, `record-field`
 */
export async function openIntelmq(
  format: string,
  version: DataFormat,
  { catalogue, clock, map, fields }: FormatRequest,
): Promise<RecordWriter> {
  const shipped = shippedRules(catalogue);
  const book =
    map === ''
      ? shipped
      : publishedRules(await readPublishedMap(format, map), { format, file: map, shipped });
  const fixed = readFixedFields(format, fields);
  for (const field of fixed) checkField(format, version, field);
  return (event) => {
    const record = new Map<string, Value>([
      ['__type', 'Event'],
      ['time.observation', `${clock().toISOString().slice(0, 19)}+00:00`],
      ...intelmqEvent(event, book(event.type), version),
    ]);
    for (const field of fixed) {
      const text = filledField(field, event);
      const value = isExtra(field.name) ? text : fieldOf(field.name, version)?.(text);
      if (value !== undefined) record.set(field.name, value);
    }
    return lineOf(record);
  };
}

const isExtra = (name: string) => name.startsWith('extra.');

/** @throws SundialError `record-field` */
function checkField(format: string, version: DataFormat, { name, template }: FixedField): void {
  const field = `${name}=${template}`;
  const refuse = (problem: string, expected: string) =>
    new SundialError('record-field', { format, field, problem, expected });
  if (isExtra(name)) {
    const wanted = extraField(name.slice('extra.'.length));
    if (wanted !== name) throw refuse('IntelMQ refuses this name', wanted);
    return;
  }
  const accept = fieldOf(name, version);
  if (!accept) throw refuse('IntelMQ has no such field', `a field such as feed.code, or one below extra`);
  if (!template.includes('{') && accept(template) === undefined)
    throw refuse('the field does not accept this text', "a text that IntelMQ's data format allows");
}

function lineOf(record: ReadonlyMap<string, Value>): string {
  const line = [...record.values()].some((value) => typeof value === 'bigint')
    ? withLongNumbers(record)
    : JSON.stringify(Object.fromEntries(record));
  return line.replace(LINE_ENDS, (char) => LINE_END_ESCAPES[char]!);
}

/** JSON has whole numbers of any size, but JavaScript does not write them. */
function withLongNumbers(record: ReadonlyMap<string, Value>): string {
  const pairs = Array.from(record, ([name, value]) => {
    const text = typeof value === 'bigint' ? value : JSON.stringify(value);
    return `${JSON.stringify(name)}:${text}`;
  });
  return `{${pairs.join(',')}}`;
}

/** JSON may contain them as they are, but IntelMQ's parser for JSON ends lines there (Python's `splitlines`). */
const LINE_ENDS = /[\u0085\u2028\u2029]/g;
const LINE_END_ESCAPES: Readonly<Record<string, string>> = {
  '\u0085': '\\u0085',
  '\u2028': '\\u2028',
  '\u2029': '\\u2029',
};
