// Caches the latest result of a slow read: a caller gets the cached result at once, and may start a new read.

export interface LatestOptions<T> {
  readonly read: () => Promise<T>;
  /** How long a result is considered fresh. */
  readonly everyMs: number;
  /** Time after which a read counts as failed; the next read still waits for its end, so that no two run at once. */
  readonly deadlineMs: number;
  readonly failed: (problem: unknown) => void;
}

export class Latest<T> {
  private value: T | undefined;
  private begunAt = Number.NEGATIVE_INFINITY;
  private reading: Promise<void> | undefined;

  constructor(private readonly options: LatestOptions<T>) {}

  /** The latest result; undefined before the first one. Never waits. */
  get(): T | undefined {
    if (!this.reading && performance.now() - this.begunAt >= this.options.everyMs) {
      this.begunAt = performance.now();
      this.reading = this.read().finally(() => {
        this.reading = undefined;
      });
    }
    return this.value;
  }

  /** Resolves when no read is in progress. */
  async idle(): Promise<void> {
    await this.reading;
  }

  private async read(): Promise<void> {
    const { read, deadlineMs, failed } = this.options;
    const late = setTimeout(() => failed(new Error(`nothing within ${deadlineMs} ms`)), deadlineMs).unref();
    try {
      this.value = await read();
    } catch (thrown) {
      failed(thrown);
    } finally {
      clearTimeout(late);
    }
  }
}
