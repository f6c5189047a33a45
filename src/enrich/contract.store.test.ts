// Runs the contract tests of enrichers on every kind in the registry, on one store.
import { afterAll, beforeAll } from 'vitest';
import { World } from '../../test/support/world.js';
import { ENRICHER_KINDS } from './registry.js';
import { testAskedContract } from './testing/asked-contract.js';
import { SERVERS } from './testing/servers-under-test.js';
import { testTableContract } from './testing/table-contract.js';
import { TABLES } from './testing/tables-under-test.js';

let world: World;
beforeAll(async () => {
  world = await World.open();
});
afterAll(() => world.close());

for (const kind of ENRICHER_KINDS)
  if (kind.shape === 'addresses') testAskedContract(kind, underTest(SERVERS, kind.kind), () => world);
  else testTableContract(kind, underTest(TABLES, kind.kind), () => world);

function underTest<T>(all: Readonly<Record<string, T>>, kind: string): T {
  const found = all[kind];
  if (!found) throw new Error(`the enricher ${kind} has nothing to test its contract with`);
  return found;
}
