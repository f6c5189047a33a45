// Gives all test files of a run one folder for an empty store, which the first file that needs the store makes.
import { mkdtempSync, rmSync } from 'node:fs';
import path from 'node:path';
import type { TestProject } from 'vitest/node';

declare module 'vitest' {
  interface ProvidedContext {
    /** Where `placeEmptyStore` keeps the store that it copies. */
    readonly emptyStores: string;
  }
}

export default function provideFolder(project: TestProject): () => void {
  const folder = mkdtempSync(path.join(project.config.env.TMPDIR!, 'sundial-empty-'));
  project.provide('emptyStores', folder);
  return () => rmSync(folder, { recursive: true, force: true });
}
