// Opens an output to MISP.
import type { Output } from '../output.js';
import type { OutputContext } from '../output-context.js';
import { openFeedOutput } from './feed/feed.js';
import type { MispEntry } from './settings.js';

/** Opens the output without connecting. @throws SundialError `output-setting` */
export function openMisp(entry: MispEntry, context: OutputContext): Promise<Output> {
  return openFeedOutput(entry, context);
}
