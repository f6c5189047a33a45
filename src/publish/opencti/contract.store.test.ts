// Runs the contract test of outputs on a double of OpenCTI, and on a collection of a TAXII server.
import { Secret } from '../../domain/secret.js';
import { type OutputContract, testOutputContract } from '../testing/output-contract.js';
import { troubledProxy, troubleOf } from '../testing/troubled-proxy.js';
import { OPENCTI_KIND } from './declaration.js';
import { failed, OpenctiDouble, TOKEN } from './testing/platform.js';
import { RowsHeld } from './testing/rows-held.js';
import { startTaxii } from './testing/taxii.js';

const rows = new RowsHeld();
const KIND: Pick<OutputContract, 'kind' | 'secrets'> = {
  kind: rows.watching(OPENCTI_KIND),
  secrets: [TOKEN],
};

testOutputContract({
  'opencti by its API': {
    ...KIND,
    make: async () => {
      const platform = await OpenctiDouble.start();
      const proxy = await troubledProxy(platform.port);
      const way = troubleOf(proxy);
      return {
        values: { url: `http://127.0.0.1:${proxy.port}`, token: new Secret(TOKEN), timeout: 3 },
        held: async () => rows.in(platform.knowledge.objects.values()),
        trouble: {
          ...way.trouble,
          error: async () => {
            platform.fail = () => failed('DATABASE_ERROR', `no shard for ${TOKEN}`);
          },
        },
        mend: async () => {
          platform.fail = () => undefined;
          await way.mend();
        },
        close: async () => {
          await proxy.stop();
          await platform.stop();
        },
      };
    },
  },
  'opencti by TAXII': {
    ...KIND,
    shares: ['format', 'withdrawal'],
    make: async () => {
      const server = await startTaxii(`Bearer ${TOKEN}`);
      const { port, pathname } = new URL(server.url);
      const proxy = await troubledProxy(Number(port));
      const way = troubleOf(proxy);
      return {
        values: {
          push_by: 'taxii',
          taxii_url: `http://127.0.0.1:${proxy.port}${pathname}`,
          token: new Secret(TOKEN),
          timeout: 3,
        },
        held: async () => rows.in(server.objects.values()),
        trouble: {
          ...way.trouble,
          error: async () => {
            server.fail = () => ({ status: 503, body: `no room for ${TOKEN}` });
          },
        },
        mend: async () => {
          server.fail = () => undefined;
          await way.mend();
        },
        close: async () => {
          await proxy.stop();
          await server.stop();
        },
      };
    },
  },
});
