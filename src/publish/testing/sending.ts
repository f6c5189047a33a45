// The inputs of the engine of outputs in tests: the store of a world, at a time.
import type { World } from '../../../test/support/world.js';
import type { Clock } from '../../domain/clock.js';
import type { SendingContext } from '../engine/sending-context.js';

export function sendingFrom({ store, operator, catalogue }: World, clock: Clock): SendingContext {
  return {
    ...{ feed: store.changes, rows: operator, rowsOf: (scope) => store.as(scope), operator },
    ...{ catalogue, clock, changesDays: 30, unmarkedTlp: undefined },
  };
}
