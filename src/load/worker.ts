// The reader's thread: reads archived reports into segment files while the engine loads the ones before.
import fs from 'node:fs';
import { parentPort, workerData } from 'node:worker_threads';
import { type Archive, openArchive } from '../archive/index.js';
import { asSundialError, type ErrorCode, type ErrorDetails } from '../domain/errors.js';
import { readReport } from './read-report.js';
import type { ReadResult, ReportJob } from './report-reader.js';
import { type Segment, SegmentWriter } from './segment.js';

/** A report to read from the archive. */
export interface ArchivedJob extends ReportJob {
  readonly sha256: string;
}

export type ToReader =
  | { readonly kind: 'read'; readonly job: ArchivedJob }
  /** End the segments at hand: the batch is complete. */
  | { readonly kind: 'flush' }
  /** The engine has a segment; another may be written. */
  | { readonly kind: 'taken' };

export type FromReader =
  | { readonly kind: 'segment'; readonly segment: Segment }
  | { readonly kind: 'progress'; readonly bytes: number; readonly rows: number }
  | { readonly kind: 'result'; readonly result: ReadResult }
  | {
      readonly kind: 'failed';
      readonly load: number;
      readonly code: ErrorCode;
      readonly details: ErrorDetails;
    }
  | { readonly kind: 'flushed' };

export interface ReaderOptions {
  readonly archiveFolder: string;
  readonly segmentFolder: string;
}

/** Segments written but not yet taken by the engine: one being loaded and one waiting bound the disk used. */
const SEGMENTS_AHEAD = 2;
const CHUNK_BYTES = 512 * 1024;
const PROGRESS_BYTES = 8 * 1024 * 1024;

class ReaderThread {
  private readonly archive: Archive;
  private readonly writer: SegmentWriter;
  private ahead = 0;
  private wake: (() => void) | undefined;
  private queue: Promise<void> = Promise.resolve();

  constructor(
    options: ReaderOptions,
    private readonly post: (message: FromReader) => void,
  ) {
    this.archive = openArchive(options.archiveFolder);
    this.writer = new SegmentWriter(options.segmentFolder);
  }

  receive(message: ToReader): void {
    if (message.kind === 'taken') {
      this.ahead--;
      this.wake?.();
    } else {
      this.queue = this.queue.then(() => (message.kind === 'read' ? this.read(message.job) : this.flush()));
    }
  }

  private async read(job: ArchivedJob): Promise<void> {
    const sink = {
      events: this.writer.events,
      quarantine: this.writer.quarantine,
      rowAdded: () => this.writer.rowAdded((segment) => this.send(segment)),
    };
    try {
      this.post({ kind: 'result', result: await readReport(this.chunks(job), job, sink) });
    } catch (thrown) {
      const { code, details } = asSundialError(thrown);
      this.post({ kind: 'failed', load: job.load, code, details });
    }
  }

  private flush(): void {
    for (const segment of this.writer.takeAll()) this.send(segment);
    this.post({ kind: 'flushed' });
  }

  private send(segment: Segment): void {
    this.ahead++;
    this.post({ kind: 'segment', segment });
  }

  private async *chunks(job: ArchivedJob): AsyncGenerator<Buffer> {
    const raw = this.archive.rawPath(job.sha256);
    const stream = raw ? fileChunks(raw) : this.archive.read(job.sha256);
    let bytes = 0;
    let reported = 0;
    for await (const chunk of stream as Iterable<Buffer> | AsyncIterable<Buffer>) {
      while (this.ahead >= SEGMENTS_AHEAD) await new Promise<void>((resolve) => (this.wake = resolve));
      yield chunk;
      bytes += chunk.length;
      if (bytes - reported < PROGRESS_BYTES) continue;
      reported = bytes;
      this.post({ kind: 'progress', bytes, rows: 0 });
    }
  }
}

/** A file's bytes, in one buffer that is used again: a stream's many new ones cost the system as much as reading. */
function* fileChunks(file: string): Generator<Buffer> {
  const descriptor = fs.openSync(file, 'r');
  const buffer = Buffer.allocUnsafe(CHUNK_BYTES);
  try {
    for (;;) {
      const bytes = fs.readSync(descriptor, buffer);
      if (bytes === 0) return;
      yield buffer.subarray(0, bytes);
    }
  } finally {
    fs.closeSync(descriptor);
  }
}

const thread = new ReaderThread(workerData as ReaderOptions, (message) => parentPort?.postMessage(message));
parentPort?.on('message', (message: ToReader) => thread.receive(message));
