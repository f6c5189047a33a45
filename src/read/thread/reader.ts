// The loader's side of the reader's thread: sends reports, passes on segments, and collects results.
import type { Worker } from 'node:worker_threads';
import { SundialError } from '../../domain/errors.js';
import type { Segment } from '../encode/segment.js';
import type { ReadResult } from '../report-reader.js';
import type { FromThread, OriginalJob, ToThread } from './messages.js';

/** The outcome of one report: its counts, or the reason why it could not be read. */
export type ReadOutcome = ReadResult | { readonly load: number; readonly error: SundialError };

export interface ReaderEvents {
  /** Loads a segment into the store; the reader keeps reading in the meantime. */
  readonly takeSegment: (segment: Segment) => Promise<void>;
  readonly progress?: (bytes: number) => void;
}

/** A thread that reads reports; one batch at a time. */
export class Reader {
  /** @param worker a thread that calls `serveReader`; `close` ends it */
  constructor(private readonly worker: Worker) {}

  /**
   * Reads a batch of reports and returns once every segment is in the store.
   *
   * @throws errors of `jobs` and `takeSegment`, and failures of the thread
   */
  async read(jobs: AsyncIterable<OriginalJob>, events: ReaderEvents): Promise<Map<number, ReadOutcome>> {
    const outcomes = new Map<number, ReadOutcome>();
    let loading: Promise<void> = Promise.resolve();
    await new Promise<void>((resolve, reject) => {
      const receive = (message: FromThread): void => {
        if (message.kind === 'segment') {
          loading = loading
            .then(() => events.takeSegment(message.segment))
            .then(() => this.send({ kind: 'taken' }));
          loading.catch(fail);
        } else if (message.kind === 'result') outcomes.set(message.result.load, message.result);
        else if (message.kind === 'failed') {
          outcomes.set(message.load, {
            load: message.load,
            error: new SundialError(message.code, message.details),
          });
        } else if (message.kind === 'progress') events.progress?.(message.bytes);
        else {
          finish();
          resolve();
        }
      };
      const fail = (thrown: unknown): void => {
        finish();
        reject(thrown);
      };
      const finish = (): void => {
        this.worker.off('message', receive);
        this.worker.off('error', fail);
      };
      this.worker.on('message', receive);
      this.worker.on('error', fail);
      this.request(jobs).catch(fail);
    });
    await loading;
    return outcomes;
  }

  private async request(jobs: AsyncIterable<OriginalJob>): Promise<void> {
    for await (const job of jobs) this.send({ kind: 'read', job });
    this.send({ kind: 'flush' });
  }

  async close(): Promise<void> {
    await this.worker.terminate();
  }

  private send(message: ToThread): void {
    this.worker.postMessage(message);
  }
}
