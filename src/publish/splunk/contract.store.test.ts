// Runs the contract test of outputs on a double of Splunk's HTTP Event Collector.
import { Secret } from '../../domain/secret.js';
import { testOutputContract } from '../testing/output-contract.js';
import { troubledProxy, troubleOf } from '../testing/troubled-proxy.js';
import { SPLUNK_KIND } from './declaration.js';
import { reply, startSplunk, TOKEN } from './testing/collector.js';

testOutputContract({
  splunk: {
    kind: SPLUNK_KIND,
    secrets: [TOKEN],
    make: async () => {
      const splunk = await startSplunk();
      const proxy = await troubledProxy(splunk.port, 500);
      const way = troubleOf(proxy);
      return {
        values: {
          ...{ url: `http://127.0.0.1:${proxy.port}`, token: new Secret(TOKEN) },
          ...{ timeout_seconds: 3, request_kib: 16 },
        },
        held: async () => splunk.held(),
        trouble: {
          ...way.trouble,
          error: async () => {
            splunk.answer = () => reply(9, { more: TOKEN });
          },
        },
        mend: async () => {
          splunk.answer = () => undefined;
          await way.mend();
        },
        close: async () => {
          await proxy.stop();
          await splunk.stop();
        },
      };
    },
  },
});
