// Tests that released steps of the schema stay unchanged, whichever station declares them.
import { createHash } from 'node:crypto';
import { expect, it } from 'vitest';
import type { Engine } from '../engine/engine.js';
import { migrate } from './migrations.js';

/**
 * The beginning of the SHA-256 of each released step's statements, sorted. The stores of released versions have run
 * exactly these statements and would never run a changed step, so a change of a table needs a new step. Each newly
 * released step gets a line here.
 */
const RELEASED: readonly string[] = [
  '8789dd17fb183dd6',
  '6fedbb877a140b79',
  '99aaef3c3f2b0991',
  '27ed62fa605dd592',
  '5b88e75e47251d84',
  'ae738b4126a9f255',
  '6c143f8ee0c635b7',
  '4b52361e30e2b3b2',
];

/** Brings an empty store up to date and returns the statements of each step. */
async function stepsOfEmptyStore(): Promise<string[][]> {
  const steps: string[][] = [[]];
  const engine: Partial<Engine> = {
    rows: async <Row>(sql: string) => [{ version: 0, loads: 0, sql }] as Row[],
    run: async (sql) => void steps.at(-1)!.push(sql.replaceAll(/\s+/g, ' ')),
    // The number of a step is recorded after its statements have run.
    insert: async () => void steps.push([]),
  };
  await migrate(engine as Engine, 'an empty store');
  return steps.slice(0, -1);
}

const hashOf = (statements: readonly string[]) =>
  createHash('sha256').update(statements.toSorted().join('\n')).digest('hex').slice(0, 16);

it('released steps stay unchanged', async () => {
  const [first, ...others] = await stepsOfEmptyStore();
  const withoutVersions = first!.filter((sql) => !sql.includes(' migrations '));
  const hashes = [withoutVersions, ...others].map(hashOf);
  expect(hashes.slice(0, RELEASED.length)).toEqual(RELEASED);
});

it('no two stations declare the same table', async () => {
  const created = (await stepsOfEmptyStore())
    .flat()
    .flatMap((sql) => /^CREATE TABLE IF NOT EXISTS (\w+)/.exec(sql)?.[1] ?? []);
  expect(created.filter((name, index) => created.indexOf(name) !== index)).toEqual([]);
});
