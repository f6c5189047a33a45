// Runs the contract test of outputs on a double of OpenCTI.
import { Secret } from '../../domain/secret.js';
import { testOutputContract } from '../testing/output-contract.js';
import { troubledProxy, troubleOf } from '../testing/troubled-proxy.js';
import { OPENCTI_KIND } from './declaration.js';
import { failed, OpenctiDouble, TOKEN } from './testing/platform.js';
import { RowsHeld } from './testing/rows-held.js';

const rows = new RowsHeld();

testOutputContract('opencti', {
  kind: rows.watching(OPENCTI_KIND),
  secrets: [TOKEN],
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
});
