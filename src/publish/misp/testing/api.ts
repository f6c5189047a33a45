// Outputs to the REST API of a test's MISP.

import { Secret } from '../../../domain/secret.js';
import { shortFormValues } from '../../../domain/short-form.js';
import type { Output } from '../../output.js';
import type { OutputContext } from '../../output-context.js';
import { DEFAULT_KEYS } from '../../short-form.js';
import { MISP_OPTIONS } from '../declaration.js';
import { openMisp } from '../open.js';
import type { MispEntry } from '../settings.js';
import { CONTEXT } from './feed.js';
import { KEY } from './server.js';

export function apiEntry(url: string, values: Partial<MispEntry['values']> = {}): MispEntry {
  return {
    ...{ name: 'misp', kind: 'misp', label: 'misp', isShortForm: false, shown: {}, unset: {}, variables: [] },
    keys: DEFAULT_KEYS,
    values: { ...shortFormValues({}, MISP_OPTIONS), url, api_key: new Secret(KEY), ...values },
  };
}

export function openApi(entry: MispEntry): Promise<Output> {
  const context: OutputContext = { ...CONTEXT, env: {}, folder: '/nonexistent' };
  return openMisp(entry, context);
}
