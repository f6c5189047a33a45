// Gives all test files of a run one folder for stores, each of which the first file that needs it makes.
import { mkdtempSync, rmSync } from 'node:fs';
import path from 'node:path';
import type { TestProject } from 'vitest/node';

declare module 'vitest' {
  interface ProvidedContext {
    /** Where `placeEmptyStore` and `placeStore` keep the stores that they copy. */
    readonly keptStores: string;
  }
}

export default function provideFolder(project: TestProject): () => void {
  const folder = mkdtempSync(path.join(project.config.env.TMPDIR!, 'sundial-kept-'));
  project.provide('keptStores', folder);
  return () => rmSync(folder, { recursive: true, force: true });
}
