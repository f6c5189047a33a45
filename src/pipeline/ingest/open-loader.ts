// Opens a loader whose reader takes originals from the archive in a separate thread.
import path from 'node:path';
import { Worker } from 'node:worker_threads';
import type { Archive } from '../../archive/index.js';
import { Loader, type LoaderOptions } from '../../load/index.js';
import { Reader } from '../../read/index.js';

const THREAD = new URL('./reader-thread.js', import.meta.url);

/** The thread's start parameters. */
export interface ThreadData {
  readonly archiveFolder: string;
  readonly segmentFolder: string;
}

/** Opens a loader of an archive's originals. The caller closes the loader. */
export function openLoader({
  archive,
  ...options
}: Omit<LoaderOptions, 'startReader'> & { readonly archive: Archive }): Loader {
  const workerData: ThreadData = {
    archiveFolder: path.resolve(archive.folder),
    segmentFolder: options.segmentFolder,
  };
  return new Loader({ ...options, startReader: () => new Reader(new Worker(THREAD, { workerData })) });
}
