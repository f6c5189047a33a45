// Runs the contract test of outputs on a receiver of webhooks.
import { Secret } from '../../domain/secret.js';
import { testOutputContract } from '../testing/output-contract.js';
import { troubledProxy, troubleOf } from '../testing/troubled-proxy.js';
import { WEBHOOK_KIND } from './declaration.js';
import { SECRET, startReceiver } from './testing/receiver.js';

testOutputContract({
  webhook: {
    kind: WEBHOOK_KIND,
    secrets: [SECRET],
    make: async () => {
      const receiver = await startReceiver();
      const proxy = await troubledProxy(receiver.port, 500);
      const way = troubleOf(proxy);
      return {
        values: {
          ...{ url: `http://127.0.0.1:${proxy.port}/hook`, timeout_seconds: 3, messages_per_request: 2 },
          ...{ secret: new Secret(SECRET), previous_secret: new Secret('') },
        },
        held: async () => receiver.held(),
        trouble: {
          ...way.trouble,
          error: async () => {
            receiver.answer = () => ({ status: 503, body: `no room for ${SECRET}` });
          },
        },
        mend: async () => {
          receiver.answer = () => undefined;
          await way.mend();
        },
        close: async () => {
          await proxy.stop();
          await receiver.stop();
        },
      };
    },
  },
});
