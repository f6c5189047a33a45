// Runs the contract test of outputs on a double of Elasticsearch.
import { testOutputContract } from '../testing/output-contract.js';
import { troubledProxy, troubleOf } from '../testing/troubled-proxy.js';
import { ELASTICSEARCH_KIND } from './declaration.js';
import { API_KEY, failure, startElasticsearch } from './testing/double.js';
import { heldIn, valuesWith } from './testing/output.js';

testOutputContract({
  elasticsearch: {
    kind: ELASTICSEARCH_KIND,
    secrets: [API_KEY],
    make: async () => {
      const double = await startElasticsearch();
      const proxy = await troubledProxy(double.port);
      const way = troubleOf(proxy);
      return {
        values: { ...valuesWith(`http://127.0.0.1:${proxy.port}`, { timeout_seconds: 3 }) },
        held: async () => heldIn(double.cluster),
        trouble: {
          ...way.trouble,
          error: async () => {
            double.answer = () => failure(503, 'cluster_block_exception', `no room for ${API_KEY}`);
          },
        },
        mend: async () => {
          double.answer = () => undefined;
          await way.mend();
        },
        close: async () => {
          await proxy.stop();
          await double.stop();
        },
      };
    },
  },
});
