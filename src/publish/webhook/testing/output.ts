// An output to a test's receiver, and events for it.
import type { Catalogue } from '../../../catalogue/index.js';
import { Secret } from '../../../domain/secret.js';
import type { EventMessage } from '../../messages.js';
import type { EventBatch, Output } from '../../output.js';
import { DEFAULT_KEYS } from '../../short-form.js';
import { eventOf, SLICE } from '../../testing/events.js';
import { WEBHOOK_OPTIONS } from '../declaration.js';
import { openWebhook, type WebhookEntry } from '../webhook.js';
import { SECRET } from './receiver.js';

export const NOW = new Date('2026-01-16T06:00:00Z');
/** The output of an entry with these values; the others are the defaults. */
export function outputTo(
  url: string,
  values: Partial<WebhookEntry['values']> = {},
  clock = () => NOW,
): Promise<Output> {
  const defaults = Object.entries(WEBHOOK_OPTIONS).map(([key, option]) => [key, option.default]);
  const entry = {
    ...{ name: 'hook', kind: 'webhook', label: 'hook', isShortForm: false },
    ...{ shown: {}, unset: {}, variables: [], keys: DEFAULT_KEYS },
    values: {
      ...Object.fromEntries(defaults),
      ...{ url, secret: new Secret(SECRET), previous_secret: new Secret(''), ...values },
    },
  } as WebhookEntry;
  // The output uses no facts about report types.
  return openWebhook(entry, { clock, env: {}, folder: '/nonexistent', catalogue: {} as Catalogue });
}

/** An event of the slice. */
export function numberedEvent(number: number, cells: Readonly<Record<string, string>> = {}): EventMessage {
  const own = { ip: `192.0.2.${number}`, ...cells };
  return eventOf(Object.keys(own), own, SLICE);
}

export function batchOf(
  appeared: readonly EventMessage[],
  { withdrawn = [], occasion = 'life-1' }: Partial<EventBatch> = {},
): EventBatch {
  return { carries: 'events', slice: SLICE, occasion, appeared, withdrawn };
}
