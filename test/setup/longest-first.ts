// Starts the test files that take longest first, so that none of them runs alone at the end of a run.
import { BaseSequencer, type TestSpecification } from 'vitest/node';
import { LONGEST } from './longest-files.js';

/** Short files that run the long tests of a contract. */
const CONTRACT = '/contract.store.test.ts';

/** Vitest's usual order, except that the longest files come first. */
export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    return (await super.sort(files)).toSorted((a, b) => placeOf(a) - placeOf(b));
  }
}

function placeOf({ moduleId }: TestSpecification): number {
  const place = LONGEST.findIndex((file) => moduleId.endsWith(`/${file}`));
  if (place !== -1) return place;
  return moduleId.endsWith(CONTRACT) ? LONGEST.length : LONGEST.length + 1;
}
