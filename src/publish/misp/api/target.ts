// The settings of an output to the REST API of a MISP, checked and put together.
import { LIMITS } from '../../../domain/limits.js';
import type { Secret } from '../../../domain/secret.js';
import { checkHttpUrl } from '../../http-url.js';
import { type MispEntry, refusedSetting } from '../settings.js';

export interface MispTarget {
  readonly url: URL;
  readonly key: Secret;
  readonly caFile: string;
  readonly timeoutMs: number;
  /** The text for messages. */
  readonly what: string;
}

/** @throws SundialError `output-setting` */
export function readTarget(entry: MispEntry): MispTarget {
  const { name, values } = entry;
  checkHttpUrl(name, values, 'no user in the address, but api_key of the output');
  if (values.api_key.reveal().trim() === '')
    throw refusedSetting(entry, 'api_key', 'is missing', 'the authentication key of a user in MISP');
  if (!/^[\x21-\x7e]+$/.test(values.api_key.reveal()))
    throw refusedSetting(
      entry,
      'api_key',
      'has spaces or other characters that a key does not have',
      'the key',
    );
  for (const key of ['org_name', 'org_uuid'] as const)
    if (values[key] !== '')
      throw refusedSetting(entry, key, 'is set beside url', 'nothing: it is the organisation of the key');
  if (values.event_rows > LIMITS.mispPushedRows)
    throw refusedSetting(entry, 'event_rows', 'is too large', `at most ${LIMITS.mispPushedRows} with url`);
  const url = new URL(values.url);
  return {
    ...{ url, key: values.api_key, caFile: values.ca_file, timeoutMs: values.timeout_seconds * 1000 },
    what: `output ${name} (${url.host})`,
  };
}
