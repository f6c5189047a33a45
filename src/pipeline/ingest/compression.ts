// Compresses originals in the background while reports are loaded.
import type { Archive } from '../../archive/index.js';
import type { Workspace } from '../workspace.js';

/**
 * Whether originals are compressed while their reports are loaded, and not later by the idle service. A command that runs
 * without the service leaves nothing for later, because no service may ever come.
 */
export function isCompressedAtOnce({ archive, settings, isServed }: Workspace): boolean {
  return archive.codec !== undefined && (settings.archive_compression_when === 'load' || !isServed);
}

export class Compression {
  private running: Promise<void> = Promise.resolve();
  /** Originals that are archived but not compressed yet. */
  private waiting: string[] = [];

  /** @param isWanted whether originals are compressed at all */
  constructor(
    private readonly archive: Pick<Archive, 'compress'>,
    private readonly isWanted: boolean,
  ) {}

  /** Queues an original for the next start. */
  add(sha256: string): void {
    if (this.isWanted) this.waiting.push(sha256);
  }

  /** Empties the queue, because its originals may have been abandoned. */
  forget(): void {
    this.waiting = [];
  }

  /** Compresses the queued originals one after the other. */
  start(): void {
    for (const sha256 of this.waiting) this.running = this.running.then(() => this.archive.compress(sha256));
    this.waiting = [];
    // `finish` reports a failure. Without this handler, Node would end the process before `finish` is called.
    this.running.catch(() => {});
  }

  /** Resolves once every original is compressed. @throws SundialError the first failure of the archive */
  finish(): Promise<void> {
    this.start();
    return this.running;
  }
}
