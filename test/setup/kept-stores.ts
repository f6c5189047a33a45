// Gives all test files of a run one folder for stores, each of which the first file that needs it makes.
import { mkdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import type { TestProject } from 'vitest/node';

declare module 'vitest' {
  interface ProvidedContext {
    /** Where `placeEmptyStore` and `placeStore` keep the stores that they copy. */
    readonly keptStores: string;
  }
}

/** Named after the process of the run, in which each tier calls this function, so that they share the folder. */
const NAME = `sundial-kept-${process.pid}-${Math.round(performance.timeOrigin)}`;

export default function provideFolder(project: TestProject): () => void {
  const folder = path.join(project.config.env.TMPDIR!, NAME);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  project.provide('keptStores', folder);
  return () => rmSync(folder, { recursive: true, force: true });
}
