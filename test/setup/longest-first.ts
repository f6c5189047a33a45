// Runs the tiers one after the other, the test files that take longest first in each, so that no worker waits at the end.
import { BaseSequencer, type TestSpecification } from 'vitest/node';
import { LONGEST } from './longest-files.js';

/** Short files that run the long tests of a contract. */
const CONTRACT = /\/contract\.\w+\.test\.ts$/;

/**
 * A worker serves one tier, and loads the code and the engine again if the next file belongs to another one, so tiers do
 * not alternate. The quick tier is last, because its many short files keep all workers busy to the end.
 */
const TIERS_IN_ORDER: readonly string[] = ['crash', 'process', 'store', 'quick'];

/** Vitest's usual order within a tier, except that the longest files come first. */
export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    return (await super.sort(files)).toSorted(
      (a, b) => tierPlaceOf(a) - tierPlaceOf(b) || placeOf(a) - placeOf(b),
    );
  }
}

function tierPlaceOf({ project }: TestSpecification): number {
  return TIERS_IN_ORDER.indexOf(project.name);
}

function placeOf({ moduleId }: TestSpecification): number {
  const place = LONGEST.findIndex((file) => moduleId.endsWith(`/${file}`));
  if (place !== -1) return place;
  return CONTRACT.test(moduleId) ? LONGEST.length : LONGEST.length + 1;
}
