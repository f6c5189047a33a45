// Kills `sundial publish` at random moments while reports are issued again and its receiver goes away in the middle of
// requests as well: the receiver holds the store in the end.

import { troubledProxy } from '../src/publish/testing/troubled-proxy.js';
import { SECRET, startReceiver } from '../src/publish/webhook/testing/receiver.js';
import { campaign } from './setup/campaign.js';
import { testKilledOutput } from './support/killed-output.js';

testKilledOutput({
  what: 'a webhook',
  missing: undefined,
  seed: 20260123,
  // Plain runs have the cases of the contract in which the output is killed and its receiver breaks connections.
  kills: campaign({ short: 0, full: 3 }),
  start: async () => {
    const receiver = await startReceiver();
    const proxy = await troubledProxy(receiver.port);
    const at = (side: string) => `http://127.0.0.1:${proxy.port}/hook?side=${side}`;
    return {
      server: { crash: () => proxy.refuse(), revive: () => proxy.listen() },
      entry: (side) => ({ kind: 'webhook', url: at(side), secret_env: 'WEBHOOK_SECRET' }),
      env: { WEBHOOK_SECRET: SECRET },
      messages: async (side) =>
        receiver.requests
          .filter(({ asked }) => asked.url.searchParams.get('side') === side)
          .flatMap(({ data }) => data.map((message) => JSON.stringify(message))),
      stop: async () => {
        await proxy.stop();
        await receiver.stop();
      },
    };
  },
});
