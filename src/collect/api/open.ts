// Opens an account of the Reports API from the options of its entry.
import { SundialError } from '../../domain/errors.js';
import { Secret } from '../../domain/secret.js';
import type { SourceEntry } from '../../domain/source-entry.js';
import type { EntryValues } from '../declaration.js';
import { needed } from '../entry.js';
import type { SourceContext } from '../source-context.js';
import type { API_OPTIONS } from './declaration.js';
import { downloadFolder } from './reading/api-reading.js';
import { openReportsApi } from './reports-api.js';
import { ApiSource } from './source.js';

type ApiEntry = SourceEntry<EntryValues<typeof API_OPTIONS>>;

/** @throws SundialError `api-credentials`, `usage` without a key or a secret */
export function openApiSource(entry: ApiEntry, context: SourceContext): ApiSource {
  const { name, label, values } = entry;
  const { clock, env, pace, knownTypes, folder } = context;
  if (entry.isShortForm && (values.key.reveal().trim() === '' || values.secret.reveal().trim() === ''))
    throw new SundialError('api-credentials');
  const api = openReportsApi({
    url: values.url,
    downloadUrl: values.download_url,
    // Keys and secrets contain no blanks, but people often paste some with them.
    key: new Secret(needed(entry, 'key').trim()),
    secret: new Secret(needed(entry, 'secret').trim()),
    delaySeconds: values.delay_seconds,
    timeoutSeconds: values.timeout_seconds,
    ...(knownTypes.length > 0 && { knownTypes }),
    env,
    clock,
    ...(pace && { sleep: pace.sleep, random: pace.random }),
  });
  const { concurrency, url } = values;
  return new ApiSource({
    ...context,
    ...{ name, label, url, api, concurrency },
    folder: downloadFolder(folder, entry),
  });
}
