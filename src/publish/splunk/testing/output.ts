// An output to a test's collector.
import { loadCatalogue } from '../../../catalogue/index.js';
import { Secret } from '../../../domain/secret.js';
import type { Pace } from '../../../net/index.js';
import { testPace } from '../../../net/testing/http-double.js';
import type { EventMessage } from '../../messages.js';
import type { EventBatch, Output } from '../../output.js';
import { DEFAULT_KEYS } from '../../short-form.js';
import { SLICE } from '../../testing/events.js';
import { SPLUNK_OPTIONS } from '../declaration.js';
import { openSplunk } from '../open.js';
import type { SplunkEntry } from '../target.js';
import { TOKEN } from './collector.js';

const catalogue = loadCatalogue();

/** The output of an entry with these values; the others are the defaults. */
export function splunkAt(
  url: string,
  values: Partial<SplunkEntry['values']> = {},
  pace: Pace = testPace(),
): Promise<Output> {
  const defaults = Object.entries(SPLUNK_OPTIONS).map(([key, option]) => [key, option.default]);
  const entry = {
    ...{ name: 'siem', kind: 'splunk', label: 'siem', isShortForm: false },
    ...{ shown: {}, unset: {}, variables: [], keys: DEFAULT_KEYS },
    values: { ...Object.fromEntries(defaults), url, token: new Secret(TOKEN), ...values },
  } as SplunkEntry;
  return openSplunk(entry, { clock: pace.clock, env: {}, folder: '/nonexistent', catalogue, pace });
}

export function batchOf(
  appeared: readonly EventMessage[],
  withdrawn: readonly EventMessage[] = [],
): EventBatch {
  return { carries: 'events', slice: SLICE, occasion: 'life-1', appeared, withdrawn };
}
