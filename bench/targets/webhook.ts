// A receiver of webhooks as a target of the publish benchmark.
import { SECRET, startReceiver } from '../../src/publish/webhook/testing/receiver.js';
import type { BenchTarget } from './target.js';

export const WEBHOOK: BenchTarget = {
  name: 'webhook',
  why: () => undefined,
  start: async () => {
    const receiver = await startReceiver();
    return { entry: { kind: 'webhook', url: receiver.url, secret: SECRET }, stop: () => receiver.stop() };
  },
};
