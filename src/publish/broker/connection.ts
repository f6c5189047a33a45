// One connection to a broker, opened when it is needed and dropped after a failure.
import { SundialError } from '../../domain/errors.js';
import type { BrokerTarget } from './target.js';

/** A connection of a driver. It never connects again by itself. */
export interface Link {
  /** Whether it can still be used. */
  readonly isOpen: boolean;
  open(): Promise<void>;
  /** Ends it in good order. */
  close(): Promise<void>;
  /** Ends it at once; calls that wait for an answer fail. */
  drop(): void;
}

export class BrokerConnection<L extends Link> {
  private link: L | undefined;

  /** @param asError the error for a failure of the driver */
  constructor(
    readonly target: BrokerTarget,
    private readonly make: () => Promise<L>,
    private readonly asError: (thrown: unknown, target: BrokerTarget) => SundialError,
  ) {}

  /**
   * Uses the connection within the time limit of one call.
   *
   * @throws SundialError `broker-*`; the reason of `signal` if that has fired
   */
  async run<T>(signal: AbortSignal, work: (link: L) => Promise<T>): Promise<T> {
    signal.throwIfAborted();
    const { seconds, what } = this.target;
    const limit = AbortSignal.timeout(seconds * 1000);
    const ends = AbortSignal.any([signal, limit]);
    try {
      return await endedBy(ends, this.use(ends, work));
    } catch (thrown) {
      this.drop();
      signal.throwIfAborted();
      if (limit.aborted) throw new SundialError('broker-timeout', { what, seconds }, { cause: thrown });
      throw this.asError(thrown, this.target);
    }
  }

  async close(): Promise<void> {
    const { link } = this;
    this.link = undefined;
    if (!link) return;
    // A server that does not answer a farewell does not delay the end.
    await endedBy(AbortSignal.timeout(CLOSING_MS), link.close()).catch(() => link.drop());
  }

  private async use<T>(ends: AbortSignal, work: (link: L) => Promise<T>): Promise<T> {
    if (this.link?.isOpen) return work(this.link);
    this.drop();
    const link = await this.make();
    ends.throwIfAborted();
    // Set before it is open, so that the end of a call also ends the attempt.
    this.link = link;
    await link.open();
    return work(link);
  }

  private drop(): void {
    this.link?.drop();
    this.link = undefined;
  }
}

const CLOSING_MS = 2_000;

/** Rejects as soon as a signal fires, whatever the work does then. */
function endedBy<T>(signal: AbortSignal, work: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
    work.then(resolve, reject);
  });
}
