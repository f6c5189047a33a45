// Runs the contract test of outputs on a target in memory.
import { SundialError } from '../../domain/errors.js';
import { MEMORY_KIND, MemoryTarget, targets } from './memory-output.js';
import { testOutputContract } from './output-contract.js';

testOutputContract({
  memory: {
    kind: MEMORY_KIND,
    secrets: ['s3cret'],
    make: async () => {
      const target = new MemoryTarget();
      const name = String(targets.size);
      targets.set(name, target);
      const fails = (problem: string) => async () => {
        target.trouble = async () => {
          throw new SundialError('files-unwritable', { file: 'memory', problem });
        };
      };
      return {
        values: { target: name },
        trouble: {
          ...{ refused: fails('nothing listens'), hangs: fails('no answer within 1 s') },
          ...{ reset: fails('the connection broke'), error: fails('it is full') },
          slow: async () => {
            target.trouble = () => new Promise((free) => setImmediate(free));
          },
        },
        mend: async () => {
          target.trouble = async () => {};
        },
        held: async () => [...target.events.values()].map(({ id, fields }) => ({ id, fields })),
        close: async () => {},
      };
    },
  },
});
