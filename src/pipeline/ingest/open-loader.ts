// Opens a loader whose reader takes originals from the archive, in a thread of its own.
import path from 'node:path';
import { Worker } from 'node:worker_threads';
import type { Archive } from '../../archive/index.js';
import { Loader, type LoaderOptions } from '../../load/index.js';
import { Reader } from '../../read/index.js';

const THREAD = new URL('./reader-thread.js', import.meta.url);

/** What the thread is started with. */
export interface ThreadData {
  readonly archiveFolder: string;
  readonly segmentFolder: string;
}

/** A loader of what an archive holds. The caller closes it. */
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
