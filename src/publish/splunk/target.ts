// The settings of an output to Splunk, checked and put together.
import { SundialError } from '../../domain/errors.js';
import type { OutputEntry } from '../../domain/output-entry.js';
import type { EntryValues } from '../../domain/source-entry.js';
import { placeProblem } from '../../domain/template.js';
import { checkHttpUrl } from '../http-url.js';
import type { SPLUNK_OPTIONS } from './declaration.js';

export type SplunkEntry = OutputEntry<EntryValues<typeof SPLUNK_OPTIONS>>;

/** What every event says besides its content. */
export interface Metadata {
  readonly index: string;
  readonly source: string;
  readonly sourcetype: string;
  readonly host: string;
  /** Indexed fields by their names. */
  readonly fields: Readonly<Record<string, string>>;
}

/** @throws SundialError `output-setting` */
export function readMetadata({ name, values }: SplunkEntry): Metadata {
  const refuse = (key: string, problem: string, expected: string) =>
    new SundialError('output-setting', { output: name, key, problem, expected });
  checkHttpUrl(name, values, 'no user in the address, but token of the output');
  if (new URL(values.url).pathname.includes('/services/collector'))
    throw refuse('url', 'names a path of the collector', 'the address before /services/collector');
  if (!/^[\x21-\x7e]+$/.test(values.token.reveal()))
    throw refuse('token', 'has spaces or other characters that a token does not have', 'the token alone');
  const { index, source, sourcetype, host, indexed_fields } = values;
  const problem = sourcetype === '' ? 'is empty' : placeProblem(sourcetype, ['type']);
  if (problem) throw refuse('sourcetype', problem, 'a text, which may have the place {type}');
  const pairs = indexed_fields.map((field) => {
    const [, key, text] = /^\s*([A-Za-z]\w*)\s*=\s*(.+?)\s*$/.exec(field) ?? [];
    if (key === undefined)
      throw refuse('indexed_fields', `has ${field}`, 'NAME=TEXT, such as environment=production');
    return [key, text!] as const;
  });
  return { index, source, sourcetype, host, fields: Object.fromEntries(pairs) };
}
