// Opens an output to MISP: a feed in a folder, or the REST API of a MISP.
import type { Output } from '../output.js';
import type { OutputContext } from '../output-context.js';
import { openApiOutput } from './api/output.js';
import { openFeedOutput } from './feed/feed.js';
import { type MispEntry, refusedSetting } from './settings.js';

/** Opens the output without connecting. @throws SundialError `output-setting` */
export async function openMisp(entry: MispEntry, context: OutputContext): Promise<Output> {
  const { path, url } = entry.values;
  if (path === '' && url === '')
    throw refusedSetting(entry, 'path', 'is missing', 'the folder of a feed, or url for the REST API');
  if (path !== '' && url !== '')
    throw refusedSetting(
      entry,
      'path',
      'is set beside url',
      'one of them, and the other as an output of its own',
    );
  return url === '' ? openFeedOutput(entry, context) : openApiOutput(entry, context);
}
