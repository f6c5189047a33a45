// Runs the contract test of outputs on a collector of IntelMQ.
import { testOutputContract } from '../testing/output-contract.js';
import { heldByIntelmq } from '../testing/records-held.js';
import { troubledProxy, troubleOf } from '../testing/troubled-proxy.js';
import { INTELMQ_KIND } from './declaration.js';
import { startCollector } from './testing/collector.js';

testOutputContract({
  intelmq: {
    kind: INTELMQ_KIND,
    heldText: heldByIntelmq,
    make: async () => {
      const collector = await startCollector();
      const proxy = await troubledProxy(collector.port, 500);
      const way = troubleOf(proxy);
      return {
        values: {
          ...{ host: '127.0.0.1', port: proxy.port, timeout: 3 },
          format_fields: ['extra.sundial_id={id}'],
        },
        held: async () => {
          if (collector.faults.length > 0) throw new Error(collector.faults.join());
          return collector.held();
        },
        trouble: {
          ...way.trouble,
          error: async () => {
            collector.answer = 'No';
          },
        },
        mend: async () => {
          collector.answer = 'Ok';
          await way.mend();
        },
        close: async () => {
          await proxy.stop();
          await collector.stop();
        },
      };
    },
  },
});
