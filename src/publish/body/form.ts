// The form of an output's messages: the address in notices of reports, and the vocabulary of its events.
import { SundialError } from '../../domain/errors.js';
import type { OutputEntry } from '../../domain/output-entry.js';
import type { EntryValues } from '../../domain/source-entry.js';
import { RECORD_FORMATS, type RecordWriter } from '../../mapping/index.js';
import type { OutputContext } from '../output-context.js';
import { checkAddress } from './address.js';
import type { BODY_OPTIONS, FORMAT_OPTIONS, RECORD_OPTIONS } from './options.js';

export interface BodyForm {
  /** The template of a report's address. */
  readonly uri: string;
  /** Writes events in another vocabulary; undefined = as Sundial's own messages. */
  readonly write?: RecordWriter | undefined;
}

type FormEntry = OutputEntry<EntryValues<typeof BODY_OPTIONS & typeof FORMAT_OPTIONS>>;
type RecordEntry = OutputEntry<{ readonly format: string } & EntryValues<typeof RECORD_OPTIONS>>;
type Context = Pick<OutputContext, 'catalogue' | 'clock'>;

/** @throws SundialError `output-setting`, `record-map`, `record-field` */
export async function bodyForm(entry: FormEntry, context: Context): Promise<BodyForm> {
  const { uri } = entry.values;
  checkAddress(entry.name, uri);
  return { uri, write: await recordWriter(entry, context) };
}

/**
 * The writer of the format that an output names; undefined for a format of Sundial's own.
 *
 * @throws SundialError `output-setting`, `record-map`, `record-field`
 */
export async function recordWriter(
  { name, values, keys }: RecordEntry,
  { catalogue, clock }: Context,
): Promise<RecordWriter | undefined> {
  const { format: formatName, format_map: map, format_fields: fields } = values;
  const refuse = (key: string, problem: string, expected: string) =>
    new SundialError('output-setting', { output: name, key, problem, expected });
  const format = RECORD_FORMATS.find((each) => each.name === formatName);
  if (!format) {
    if (map === '' && fields.length === 0) return undefined;
    const key = map === '' ? 'format_fields' : 'format_map';
    throw refuse(key, 'is set for a format without such a setting', 'it with a format of another system');
  }
  if (keys.carries.some((kind) => kind !== 'events'))
    throw refuse('carries', `names more than events, but the format is ${formatName}`, 'events alone');
  if (keys.fields.length > 0)
    throw refuse('fields', `is set, but the format ${formatName} is made from all columns`, 'no fields');
  return format.open({ catalogue, clock, map, fields });
}
