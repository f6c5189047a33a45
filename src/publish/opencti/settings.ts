// Checks that the options of an output to OpenCTI are consistent.
import { SundialError } from '../../domain/errors.js';
import { mayHaveOriginals } from '../output-context.js';
import type { OpenctiEntry } from './entry.js';

/** The placeholder in the connector's samples. */
const PLACEHOLDER = 'changeme';
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** @throws SundialError `opencti-setting` */
export function checkSettings({ name: output, shown, values, keys }: OpenctiEntry): void {
  const refuse = (key: keyof typeof values, problem: string, expected: string) =>
    new SundialError('opencti-setting', {
      ...{ key: shown[key] ?? `outputs.${output}.${key}`, problem, expected },
    });
  if (values.names === 'connector' && !mayHaveOriginals(keys))
    throw refuse(
      'names',
      'is connector, which opens whole reports, but constituents, filter or max_tlp limit the output',
      'plain',
    );
  if (values.push_by === 'taxii') {
    if (values.taxii_url === '') throw refuse('taxii_url', 'is missing', 'the address of a collection');
    return;
  }
  if (values.url === '') throw refuse('url', 'is missing', 'the address of the platform');
  const token = values.token.reveal().trim().toLowerCase();
  if (token === '' || token === PLACEHOLDER)
    throw refuse('token', token === '' ? 'is missing' : 'is the placeholder of a sample', "a user's token");
  const id = values.connector_id.trim();
  if (id.toLowerCase() === PLACEHOLDER)
    throw refuse(
      'connector_id',
      'is the placeholder of a sample',
      'a UUID of its own, such as uuidgen prints',
    );
  if (!UUID.test(id)) throw refuse('connector_id', 'is no UUID', 'a UUID, such as uuidgen prints');
}
