// The entry of the reader's thread: connects the reader to the archive.
import { parentPort, workerData } from 'node:worker_threads';
import { openArchive } from '../../archive/index.js';
import { serveReader } from '../../read/index.js';
import type { ThreadData } from './open-loader.js';

const { archiveFolder, segmentFolder } = workerData as ThreadData;
const archive = openArchive(archiveFolder);
serveReader(parentPort!, (sha256) => archive.chunks(sha256), segmentFolder);
