// The thread's side of the reader: reads originals into segment files while the engine loads the previous segments.
import type { MessagePort } from 'node:worker_threads';
import { asSundialError } from '../../domain/errors.js';
import { type Segment, SegmentWriter } from '../encode/segment.js';
import { readReport } from '../read-report.js';
import type { FromThread, OriginalJob, ToThread } from './messages.js';
import { relayedChunks } from './relay.js';

/**
 * Opens the uncompressed bytes of an original. The reader is done with a chunk before it requests the next one, so the
 * memory of chunks may be reused.
 */
export type OpenOriginal = (sha256: string) => Iterable<Buffer> | AsyncIterable<Buffer>;

/** The most segments that are written and not yet loaded: one being loaded and one waiting. Bounds the disk space. */
const SEGMENTS_AHEAD = 2;
const PROGRESS_BYTES = 8 * 1024 * 1024;

/** Serves the `Reader` at the other end of the port: reads the requested originals into segments in a folder. */
export function serveReader(port: MessagePort, open: OpenOriginal, segmentFolder: string): void {
  const thread = new ReaderThread(open, segmentFolder, (message) => port.postMessage(message));
  port.on('message', (message: ToThread) => thread.receive(message));
}

class ReaderThread {
  private readonly writer: SegmentWriter;
  private ahead = 0;
  private wake: (() => void) | undefined;
  private queue: Promise<void> = Promise.resolve();

  constructor(
    private readonly open: OpenOriginal,
    segmentFolder: string,
    private readonly post: (message: FromThread) => void,
  ) {
    this.writer = new SegmentWriter(segmentFolder);
  }

  receive(message: ToThread): void {
    if (message.kind === 'taken') {
      this.ahead--;
      this.wake?.();
    } else {
      this.queue = this.queue.then(() => (message.kind === 'read' ? this.read(message.job) : this.flush()));
    }
  }

  private async read(job: OriginalJob): Promise<void> {
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

  private async *chunks(job: OriginalJob): AsyncGenerator<Buffer> {
    let bytes = 0;
    let reported = 0;
    for await (const chunk of this.content(job)) {
      while (this.ahead >= SEGMENTS_AHEAD) await new Promise<void>((resolve) => (this.wake = resolve));
      yield chunk;
      bytes += chunk.length;
      if (bytes - reported < PROGRESS_BYTES) continue;
      reported = bytes;
      this.post({ kind: 'progress', bytes, rows: 0 });
    }
  }

  private content({ sha256, content, relay }: OriginalJob): Iterable<Buffer> | AsyncIterable<Buffer> {
    if (content) return [Buffer.from(content.buffer, content.byteOffset, content.length)];
    return relay ? relayedChunks(relay) : this.open(sha256);
  }
}
