// Keeps the latest result of something slow: a caller gets the present result at once, and may set off a new read.

export interface LatestOptions<T> {
  readonly read: () => Promise<T>;
  /** A result is as good as new for so long. */
  readonly everyMs: number;
  /** After so long a read counts as failed; the next one still waits for its end, so that no two run at once. */
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

  /** Resolves when no read is under way. */
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
